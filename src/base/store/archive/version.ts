import { refuse, type Refusal, Refused } from '#kernel'
import type pg from 'pg'
import type { Manifest, SheetEntry } from './manifest.ts'
import type { TableShape } from './table-shape.ts'

export async function appliedMigrations(client: pg.PoolClient): Promise<Manifest['migrations']> {
  const sql = 'select id, checksum from store.migrations order by id collate "C"'
  return (await client.query<{ id: string; checksum: string }>(sql)).rows
}

export function columnsOf(tables: readonly TableShape[], sheets: readonly SheetEntry[]): Manifest['columns'] {
  const used = new Set(sheets.map(({ table }) => table))
  return Object.fromEntries(
    tables.filter(({ name }) => used.has(name)).map(({ name, columns }) => [name, [...columns]]),
  )
}

/** Rows are restored only into the very tables that they came from; other versions are reached by upgrading. */
export async function demandSameVersion(
  client: pg.PoolClient,
  { manifest, tables }: { manifest: Manifest; tables: readonly TableShape[] },
): Promise<void> {
  const here = new Map((await appliedMigrations(client)).map(({ id, checksum }) => [id, checksum]))
  const there = new Map(manifest.migrations.map(({ id, checksum }) => [id, checksum]))
  const differing = [...new Set([...here.keys(), ...there.keys()])].filter((id) => here.get(id) !== there.get(id))
  if (differing.length > 0) throw new Refused(otherVersion(manifest, differing))
  const shapes = new Map(tables.map((table) => [table.name, table]))
  for (const { table } of manifest.sheets) {
    const shape = shapes.get(table)
    if (!shape) throw new Refused(tableMissing(table))
    const same = JSON.stringify(manifest.columns[table]) === JSON.stringify(shape.columns)
    if (!same) throw new Refused(otherVersion(manifest, [table]))
  }
}

function otherVersion({ kontor }: Manifest, differing: readonly string[]): Refusal {
  return refuse('archive-of-another-version', {
    message: `The archive was written by Kontor ${kontor}, whose tables are not those of this one (${differing.join(', ')}).`,
    fix: `Restore it with Kontor ${kontor} into an installation of its own, then upgrade that installation.`,
    facts: { kontor, differing },
  })
}

function tableMissing(table: string): Refusal {
  return refuse('table-missing', {
    message: `The archive holds rows of ${table}, and this installation has no such table yet.`,
    fix: 'Start this installation once, so that all of its tables are made, stop it and restore again.',
    facts: { table },
  })
}
