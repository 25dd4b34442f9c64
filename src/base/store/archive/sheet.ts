import type pg from 'pg'
import type { TableShape } from './table-shape.ts'

/** How the rows of one table stand in a file of lines: one row a line, as JSON that PostgreSQL writes and reads. */
export type Sheet = {
  readonly table: string
  /** `select … as line from … t`; with `$1` the company where the table has one. */
  readonly select: string
  /** Inserts the rows of `$1`, a JSON array of lines; `$2` the company where the table has one. */
  readonly insert: string
}

export const logTable = 'store.log'
export const blobTable = 'store.blobs'

/** Files are kept beside the rows, so their content is not written into the line. */
const keptOutside: Readonly<Record<string, readonly string[]>> = { [blobTable]: ['content'] }

/**
 * A column of JSON that is null in SQL is left out of its line, so that it differs from the JSON value null.
 * Numbers of any size are exact, because no line is ever parsed on its way.
 */
export function sheetOf(table: TableShape, { ofCompany }: { ofCompany: boolean }): Sheet {
  const absent = [
    ...table.json.map((column) => `case when t."${column}" is null then '${column}' end`),
    ...(keptOutside[table.name] ?? []).map((column) => `'${column}'`),
  ]
  const row =
    absent.length === 0 ? 'to_jsonb(t)' : `to_jsonb(t) - array_remove(array[${absent.join(', ')}]::text[], null)`
  const where = ofCompany ? 'where t.company_id = $1' : ''
  return {
    table: table.name,
    select:
      table.name === logTable
        ? logLines
        : `select (${row})::text as line from ${table.name} t ${where} order by ${table.order}`,
    insert: insertOf(table, { ofCompany }),
  }
}

/** The log is written for readers and for `scripts/verify-log.mjs`: its columns in the order that the hash covers them. */
const logLines = `select row_to_json(t)::text as line from (
    select prev, company_id as company, seq, at, actor, command, digest, cause, type, body, hash
    from store.log where company_id = $1
  ) t order by t.seq`

function insertOf(table: TableShape, { ofCompany }: { ofCompany: boolean }): string {
  const line = table.name === logTable ? `e.line || jsonb_build_object('company_id', e.line -> 'company')` : 'e.line'
  const values = table.columns.map((column) => {
    if (table.json.includes(column)) return `e.line -> '${column}'`
    return keptOutside[table.name]?.includes(column) ? '$3::bytea' : `r."${column}"`
  })
  return `insert into ${table.name} (${table.columns.map((column) => `"${column}"`).join(', ')}) overriding system value
    select ${values.join(', ')} from jsonb_array_elements($1::jsonb) as e (line)
    cross join lateral jsonb_populate_record(null::${table.name}, ${line}) as r
    ${ofCompany ? 'where r.company_id = $2' : ''}`
}

type SheetSize = { rows: number; bytes: number; longest: number }

/** Exact within one snapshot; a tar file names the size of an entry before its content. */
export async function sizeOf(client: pg.PoolClient, sheet: Sheet, values: string[]): Promise<SheetSize> {
  const sql = `select count(*)::int as rows, coalesce(sum(octet_length(line) + 1), 0)::float8 as bytes,
    coalesce(max(octet_length(line)), 0)::int as longest from (${sheet.select}) s`
  const [size] = (await client.query<SheetSize>(sql, values)).rows
  return size ?? { rows: 0, bytes: 0, longest: 0 }
}

const fetchRows = 1_000
const fetchBytes = 4 * 2 ** 20

/** The lines through a cursor, a few mebibytes at a time, however many there are. */
export async function* linesOf(
  client: pg.PoolClient,
  sheet: Sheet,
  { values, longest }: { values: string[]; longest: number },
): AsyncGenerator<Buffer> {
  const count = Math.max(1, Math.min(fetchRows, Math.floor(fetchBytes / Math.max(1, longest))))
  await client.query(`declare lines no scroll cursor for ${sheet.select}`, values)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${count} from lines`)
    if (rows.length > 0) yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''))
    if (rows.length < count) break
  }
  await client.query('close lines')
}
