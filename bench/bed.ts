import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted, realChance, realClock } from '#kernel'
import { type Cluster, openCluster } from '#postgres'
import { type CompanyId, type Migration, openStore, type Store, storeMigrations } from '#store'

export type Bed = { readonly connection: Cluster['connection']; readonly open: (poolSize?: number) => Promise<Store> }

/** A fresh embedded PostgreSQL with the settings of real use, for one benchmark; gone afterwards. */
export async function onBed<T>(migrations: readonly Migration[], work: (bed: Bed) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const cluster = accepted(await openCluster({ folder: join(folder, 'postgres') }))
    const { connection } = cluster
    const all = [...storeMigrations, ...migrations]
    const stores = new Set<Store>()
    const open = async (poolSize = 8) => {
      const around = { connection, migrations: all, clock: realClock(), chance: realChance(), poolSize }
      const opened = accepted(await openStore(around))
      const store = { ...opened, close: () => (stores.delete(store) ? opened.close() : Promise.resolve()) }
      stores.add(store)
      return store
    }
    try {
      return await work({ connection, open })
    } finally {
      await Promise.all([...stores].map((store) => store.close()))
      await cluster.stop()
    }
  })
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Ids that pgbench can make from a number as well. */
export function numberedCompany(n: number): CompanyId {
  return `cmp_${String(n).padStart(26, '0')}` as CompanyId
}

export async function addCompanies(store: Store, companies: readonly CompanyId[]): Promise<void> {
  const insert = 'insert into store.companies (company_id) select unnest($1::text[])'
  await store.installation((rows) => rows(insert, [companies]))
}
