import { refuse, type Refusal } from '#kernel'
import type { Store } from '../open-store.ts'
import type { CompanyId } from '../transaction.ts'
import { writeArchive } from './archive-writer.ts'
import { companyFormat, type Manifest } from './manifest.ts'
import { ownerTransaction } from './owner-transaction.ts'
import { companyReadme } from './readme.ts'
import { allTables } from './table-shape.ts'
import { appliedMigrations, columnsOf } from './version.ts'
import { writeCompany } from './write-company.ts'

export type Archived = {
  readonly company: CompanyId
  readonly rows: number
  readonly files: number
  readonly head: string
}

type ArchiveRequest = {
  readonly company: CompanyId
  /** Where to write; never replaces a file. */
  readonly out: string
  /** The version of Kontor, which is the one to restore with. */
  readonly kontor: string
  readonly slug?: string
}

/** Writes everything of one company, as of one moment, into one `.tar.gz`. */
export async function archiveCompany(
  store: Pick<Store, 'owner' | 'clock'>,
  { company, out, kontor, slug }: ArchiveRequest,
): Promise<Archived | Refusal> {
  const at = store.clock.now()
  return ownerTransaction(store.owner, 'read', async (client) => {
    const found = await client.query('select from store.companies where company_id = $1', [company])
    if (found.rowCount === 0) return unknownCompany(company)
    const tables = (await allTables(client)).company
    const migrations = await appliedMigrations(client)
    return writeArchive({ out, at }, async (writer) => {
      await writer.text('README.txt', companyReadme({ company, kontor, at }))
      const { sheets, entry } = await writeCompany({ client, writer }, { company, tables, folder: '' })
      const manifest: Manifest = {
        format: companyFormat,
        kontor,
        exportedAt: at,
        companies: [entry],
        ...(slug === undefined ? {} : { slug }),
        migrations,
        columns: columnsOf(tables, sheets),
        sheets,
      }
      await writer.text('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`)
      return { company, rows: sheets.reduce((sum, { rows }) => sum + rows, 0), files: entry.files, head: entry.head }
    })
  })
}

function unknownCompany(company: string): Refusal {
  return refuse('company-unknown', {
    message: `There is no company ${company} in this installation.`,
    fix: 'Look it up with kontor companies.',
    facts: { company },
  })
}
