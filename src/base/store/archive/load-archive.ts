import { createHash } from 'node:crypto'
import { refuse, Refused, sha256 } from '#kernel'
import { DatabaseError, type PoolClient } from 'pg'
import { type ArchiveEntry, broken, contentOf, lines, readArchive } from './archive-reader.ts'
import type { ArchiveFile } from './check-archive.ts'
import type { Manifest } from './manifest.ts'
import { serveCompany } from './owner-transaction.ts'
import { blobTable, type Sheet, sheetOf } from './sheet.ts'
import type { TableShape, Tables } from './table-shape.ts'

type Loaded = { rows: number; files: number }

type Load = {
  readonly client: PoolClient
  readonly archive: ArchiveFile
  readonly sheets: ReadonlyMap<string, Sheet>
  readonly hashes: ReadonlyMap<string, string>
  readonly only: string
  /** Lines of store.blobs by `company sha256`, which wait for their files. */
  readonly files: Map<string, string>
  readonly loaded: Loaded
}

/** Inserts the rows of an archive that has been checked, in its order, in the transaction of `client`. Throws `Refused`. */
export async function loadArchive(
  client: PoolClient,
  { archive, manifest, tables }: { archive: ArchiveFile; manifest: Manifest; tables: Tables },
): Promise<Loaded> {
  const load: Load = {
    client,
    archive,
    sheets: new Map([...sheetsOf(tables.company, true), ...sheetsOf(tables.installation, false)]),
    hashes: new Map(manifest.sheets.map((sheet) => [sheet.file, sheet.sha256])),
    only: manifest.format === 'kontor.company/1' ? (manifest.companies[0]?.id ?? '') : '',
    files: new Map(),
    loaded: { rows: 0, files: 0 },
  }
  try {
    await readArchive(archive, (entry) => loadEntry(load, entry))
    await advanceSequences(client, [...tables.company, ...tables.installation])
  } catch (error) {
    throw refusedBy(error)
  }
  return load.loaded
}

function sheetsOf(tables: readonly TableShape[], ofCompany: boolean): [string, Sheet][] {
  return tables.map((table) => [table.name, sheetOf(table, { ofCompany })])
}

async function loadEntry(load: Load, entry: ArchiveEntry): Promise<void> {
  const { place } = entry
  if (place.kind === 'rows') return loadSheet(load, entry, { table: place.table, company: place.company || load.only })
  if (place.kind === 'installation') return loadSheet(load, entry, { table: place.table })
  const content = await contentOf(entry)
  if (place.kind !== 'file') return
  const company = place.company || load.only
  const line = load.files.get(`${company} ${place.sha256}`)
  if (!line || sha256(content) !== place.sha256) throw broken(`${entry.name} was changed while it was read`)
  await insert(load, { table: blobTable, company, batch: [line], content })
  load.files.delete(`${company} ${place.sha256}`)
  load.loaded.files++
}

const batchRows = 1_000
const batchChars = 4 * 2 ** 20

async function loadSheet(
  load: Load,
  entry: ArchiveEntry,
  { table, company }: { table: string; company?: string },
): Promise<void> {
  const hash = createHash('sha256')
  let batch: string[] = []
  let chars = 0
  if (company !== undefined) await serveCompany(load.client, company)
  const flush = async (): Promise<void> => {
    if (table === blobTable) remember(load, company ?? '', batch)
    else await insert(load, { table, company, batch })
    batch = []
    chars = 0
  }
  for await (const bytes of lines(entry, load.archive.limits)) {
    hash.update(bytes).update('\n')
    const line = bytes.toString()
    batch.push(line)
    chars += line.length
    if (batch.length >= batchRows || chars >= batchChars) await flush()
  }
  if (batch.length > 0) await flush()
  if (hash.digest('hex') !== load.hashes.get(entry.name)) throw broken(`${entry.name} was changed while it was read`)
}

function remember(load: Load, company: string, batch: readonly string[]): void {
  for (const line of batch) load.files.set(`${company} ${(JSON.parse(line) as { sha256: string }).sha256}`, line)
}

type Rows = { table: string; company: string | undefined; batch: readonly string[]; content?: Buffer }

async function insert({ client, sheets, loaded }: Load, { table, company, batch, content }: Rows): Promise<void> {
  const sheet = sheets.get(table)
  if (!sheet) throw broken(`it holds rows of ${table}, where they cannot be`)
  const values: unknown[] = [`[${batch.join(',')}]`]
  if (company !== undefined) values.push(company)
  if (content) values.push(content)
  const { rowCount } = await client.query(sheet.insert, values)
  if (rowCount !== batch.length) throw broken(`rows of ${table} belong to another company`)
  loaded.rows += batch.length
}

const sequences = `
  select format('%I.%I', n.nspname, c.relname) as table, a.attname as column,
    pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where a.attnum > 0 and not a.attisdropped and format('%I.%I', n.nspname, c.relname) = any ($1)
    and pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) is not null`

/** The next number that a table gives out comes after those restored. */
async function advanceSequences(client: PoolClient, tables: readonly TableShape[]): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(sequences, [
    tables.map(({ name }) => name),
  ])
  for (const { table, column, sequence } of rows) {
    await client.query(
      `select setval($1, greatest(max("${column}")::bigint, (select last_value from ${sequence}))) from ${table}`,
      [sequence],
    )
  }
}

const dataClass = '22'
const constraintClass = '23'

/** A row that the tables do not take is the archive's fault, or that of what is here already. */
function refusedBy(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error
  if (error.code?.startsWith(dataClass)) return broken(error.message)
  if (!error.code?.startsWith(constraintClass)) return error
  const what = [error.message, error.detail].filter(Boolean).join(': ')
  return new Refused(
    refuse('restore-conflicts', {
      message: `What the archive holds does not fit beside what is here: ${what}. Nothing was restored.`,
      fix: 'Rename or remove what is in the way, or restore into an installation of its own.',
      facts: { table: `${error.schema}.${error.table}`, constraint: error.constraint },
    }),
  )
}
