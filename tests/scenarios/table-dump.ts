import type { Kontor } from './kontor.ts'

/** Of every table of companies: how many rows a company has, and the hash of all their bytes. */
export type Dump = Readonly<Record<string, string>>

/** Reads behind the doors, so that nothing half-done can hide. */
export async function dumpOf(kontor: Kontor, slug: string): Promise<Dump> {
  const { owner } = kontor.installation().store
  const found = await owner.query<{ id: string }>('select company_id as id from companies.companies where slug = $1', [
    slug,
  ])
  const tables = await owner.query<{ name: string }>('select name from store.company_tables order by position')
  const hashes = tables.rows.map(
    ({ name }) => `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n'
      order by t::text collate "C")), '') as hash from ${name} t where company_id = '${found.rows[0]!.id}'`,
  )
  const { rows } = await owner.query<{ name: string; hash: string }>(hashes.join(' union all '))
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
}

/** The tables whose rows differ. */
export function changedTables(before: Dump, after: Dump): string[] {
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .toSorted()
}
