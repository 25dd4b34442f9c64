import { refuse, type Refusal, Refused } from '#kernel'
import type { PoolClient } from 'pg'
import type { Store } from '../open-store.ts'
import type { BackedUp } from './backup.ts'
import { checkArchive } from './check-archive.ts'
import { type ArchiveLimits, archiveLimits } from './limits.ts'
import { loadArchive } from './load-archive.ts'
import { backupFormat } from './manifest.ts'
import { ownerTransaction } from './owner-transaction.ts'
import { allTables, type TableShape } from './table-shape.ts'
import { demandSameVersion } from './version.ts'

/** Fills an installation that has no company yet with what a backup holds, all of it or nothing. */
export async function restoreBackup(
  store: Pick<Store, 'owner'>,
  { file, limits = archiveLimits }: { file: string; limits?: ArchiveLimits },
): Promise<BackedUp | Refusal> {
  const archive = { file, limits, format: backupFormat } as const
  try {
    const manifest = await checkArchive(archive)
    return await ownerTransaction(store.owner, 'write', async (client) => {
      const tables = await allTables(client)
      await demandSameVersion(client, { manifest, tables: [...tables.installation, ...tables.company] })
      await demandEmpty(client)
      await clear(client, tables.installation)
      const loaded = await loadArchive(client, { archive, manifest, tables })
      return { companies: manifest.companies.length, ...loaded }
    })
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

/** The lock keeps launches and other restores out until this one ends. */
async function demandEmpty(client: PoolClient): Promise<void> {
  await client.query('lock table store.companies, store.log_heads in share row exclusive mode')
  const found = await client.query(
    'select company_id from store.companies union select company_id from store.log_heads',
  )
  if (found.rowCount === 0) return
  throw new Refused(
    refuse('installation-not-empty', {
      message: `This installation has ${found.rowCount} companies; a backup is restored into an empty one only.`,
      fix: 'Restore into a new data folder or database.',
      facts: { companies: found.rowCount },
    }),
  )
}

/** What a fresh installation wrote about itself gives way to what the backup says of the old one. */
async function clear(client: PoolClient, tables: readonly TableShape[]): Promise<void> {
  for (const table of tables.toReversed()) await client.query(`delete from ${table.name}`)
}
