import { refuse, type Refusal, Refused } from '#kernel'
import type { PoolClient } from 'pg'
import type { Store } from '../open-store.ts'
import type { CompanyId } from '../transaction.ts'
import { checkArchive } from './check-archive.ts'
import { type ArchiveLimits, archiveLimits } from './limits.ts'
import { loadArchive } from './load-archive.ts'
import { companyFormat } from './manifest.ts'
import { ownerTransaction } from './owner-transaction.ts'
import { allTables } from './table-shape.ts'
import { demandSameVersion } from './version.ts'

export type Restored = {
  readonly company: CompanyId
  readonly slug?: string
  readonly rows: number
  readonly files: number
  readonly head: string
}

/** Brings a company back from its archive, all of it or nothing. The archive is checked to its end before. */
export async function restoreCompany(
  store: Pick<Store, 'owner'>,
  { file, limits = archiveLimits }: { file: string; limits?: ArchiveLimits },
): Promise<Restored | Refusal> {
  const archive = { file, limits, format: companyFormat } as const
  try {
    const manifest = await checkArchive(archive)
    const [entry] = manifest.companies
    if (!entry) throw new TypeError('a checked archive names its company')
    return await ownerTransaction(store.owner, 'write', async (client) => {
      const tables = await allTables(client)
      await demandSameVersion(client, { manifest, tables: tables.company })
      await demandNew(client, entry.id)
      const loaded = await loadArchive(client, { archive, manifest, tables }).catch(twin(entry.id))
      const slug = manifest.slug === undefined ? {} : { slug: manifest.slug }
      return { company: entry.id as CompanyId, ...slug, ...loaded, head: entry.head }
    })
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

/** Of two restores at once the second waits for the first, and then finds that the company has become one. */
function twin(company: string): (error: unknown) => never {
  return (error) => {
    const raced = error instanceof Refused && error.refusal.facts['constraint'] === 'companies_pkey'
    throw raced && error.refusal.facts['table'] === 'store.companies' ? new Refused(companyExists(company)) : error
  }
}

async function demandNew(client: PoolClient, company: string): Promise<void> {
  const found = await client.query('select from store.companies where company_id = $1', [company])
  if (found.rowCount !== 0) throw new Refused(companyExists(company))
}

function companyExists(company: string): Refusal {
  return refuse('company-exists', {
    message: `The company ${company} is in this installation already.`,
    fix: 'Restore it into another installation; a company is never overwritten.',
    facts: { company },
  })
}
