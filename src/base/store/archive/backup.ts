import type { Refusal } from '#kernel'
import type { Store } from '../open-store.ts'
import { writeArchive } from './archive-writer.ts'
import { backupFormat, type Manifest, type SheetEntry } from './manifest.ts'
import { ownerTransaction } from './owner-transaction.ts'
import { folderOf } from './place.ts'
import { backupReadme } from './readme.ts'
import { sheetOf } from './sheet.ts'
import { allTables, type TableShape } from './table-shape.ts'
import { appliedMigrations, columnsOf } from './version.ts'
import { type Target, writeCompany, writeSheet } from './write-company.ts'

export type BackedUp = { readonly companies: number; readonly rows: number; readonly files: number }

const companies = `select company_id from store.companies union select company_id from store.log_heads
  order by company_id`

/** Writes a whole installation, as of one moment, into one `.tar.gz`, for any later server of the same version. */
export async function backUp(
  store: Pick<Store, 'owner' | 'clock'>,
  { out, kontor }: { out: string; kontor: string },
): Promise<BackedUp | Refusal> {
  const at = store.clock.now()
  return ownerTransaction(store.owner, 'read', async (client) => {
    const tables = await allTables(client)
    const ids = (await client.query<{ company_id: string }>(companies)).rows.map((row) => row.company_id)
    const migrations = await appliedMigrations(client)
    return writeArchive({ out, at }, async (writer) => {
      await writer.text('README.txt', backupReadme({ kontor, at }))
      const target = { client, writer }
      const written = [await writeInstallation(target, tables.installation)]
      const entries: Manifest['companies'] = []
      for (const company of ids) {
        const { sheets, entry } = await writeCompany(target, {
          company,
          tables: tables.company,
          folder: folderOf(company),
        })
        written.push(sheets)
        entries.push(entry)
      }
      const sheets = written.flat()
      const columns = columnsOf([...tables.installation, ...tables.company], sheets)
      const manifest: Manifest = {
        format: backupFormat,
        kontor,
        exportedAt: at,
        companies: entries,
        migrations,
        columns,
        sheets,
      }
      await writer.text('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`)
      return {
        companies: ids.length,
        rows: sheets.reduce((sum, { rows }) => sum + rows, 0),
        files: entries.reduce((sum, { files }) => sum + files, 0),
      }
    })
  })
}

async function writeInstallation(target: Target, tables: readonly TableShape[]): Promise<SheetEntry[]> {
  const sheets: SheetEntry[] = []
  for (const table of tables) {
    const sheet = sheetOf(table, { ofCompany: false })
    const written = await writeSheet(target, { sheet, file: `installation/${table.name}.jsonl`, values: [] })
    if (written) sheets.push(written)
  }
  return sheets
}
