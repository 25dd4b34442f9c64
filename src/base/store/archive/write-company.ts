import type pg from 'pg'
import { firstPrev } from '../company-log.ts'
import { type ArchiveWriter, one } from './archive-writer.ts'
import type { Manifest, SheetEntry } from './manifest.ts'
import { serveCompany } from './owner-transaction.ts'
import { fileOf } from './place.ts'
import { linesOf, logTable, type Sheet, sheetOf, sizeOf } from './sheet.ts'
import type { TableShape } from './table-shape.ts'
import { sha256 } from '#kernel'

export type Target = { readonly client: pg.PoolClient; readonly writer: ArchiveWriter }
type WrittenCompany = { readonly sheets: SheetEntry[]; readonly entry: Manifest['companies'][number] }

/** All that belongs to one company: its log, the rows of every room, its files. */
export async function writeCompany(
  target: Target,
  { company, tables, folder }: { company: string; tables: readonly TableShape[]; folder: string },
): Promise<WrittenCompany> {
  await serveCompany(target.client, company)
  const sheets: SheetEntry[] = []
  for (const table of tables) {
    const sheet = sheetOf(table, { ofCompany: true })
    const written = await writeSheet(target, { sheet, file: fileOf(folder, table.name), values: [company] })
    if (written) sheets.push(written)
  }
  const files = await writeFiles(target, { company, folder })
  const heads = await target.client.query<{ hash: string }>('select hash from store.log_heads where company_id = $1', [
    company,
  ])
  return { sheets, entry: { id: company, head: heads.rows[0]?.hash ?? firstPrev, files } }
}

type Writing = { sheet: Sheet; file: string; values: string[] }

/** A table without rows has no file, except the log, which its reader looks for. */
export async function writeSheet(
  { client, writer }: Target,
  { sheet, file, values }: Writing,
): Promise<SheetEntry | undefined> {
  const { rows, bytes, longest } = await sizeOf(client, sheet, values)
  if (rows === 0 && sheet.table !== logTable) return undefined
  const hash = await writer.add(file, bytes, linesOf(client, sheet, { values, longest }))
  return { file, table: sheet.table, rows, sha256: hash }
}

const nextFile = 'select sha256, content from store.blobs where company_id = $1 and sha256 > $2 order by sha256 limit 1'

async function writeFiles(
  { client, writer }: Target,
  { company, folder }: { company: string; folder: string },
): Promise<number> {
  for (let files = 0, last = ''; ; files++) {
    const { rows } = await client.query<{ sha256: string; content: Buffer }>(nextFile, [company, last])
    const [row] = rows
    if (!row) return files
    if (sha256(row.content) !== row.sha256) throw new Error(`the file ${row.sha256} of ${company} is damaged`)
    await writer.add(`${folder}files/${row.sha256}`, row.content.length, one(row.content))
    last = row.sha256
  }
}
