import { randomBytes } from 'node:crypto'
import { accepted, type Clock, instant, newId, realChance, simulatedClock, type SimulatedClock } from '#kernel'
import {
  type CompanyId,
  type Connection,
  type Migration,
  openPool,
  openStore,
  type Store,
  storeMigrations,
} from '#store'
import { afterAll, inject } from 'vitest'

export type TestStore = Store & {
  readonly clock: SimulatedClock
  readonly connection: Connection
  /** A new company that only the store knows of; its days are in UTC. */
  company(): Promise<CompanyId>
}

declare module 'vitest' {
  // eslint-disable-next-line typescript/consistent-type-definitions -- vitest's own way to type what is provided
  export interface ProvidedContext {
    server: Exclude<Connection, string>
  }
}

const start = instant('2026-10-01T08:00:00Z')

/** A database of its own on the test server, with the tables of the rooms named, dropped when the file ends. */
export async function openTestStore(
  migrations: readonly Migration[] = [],
  options: { clock?: Clock } = {},
): Promise<TestStore> {
  const server = inject('server')
  const database = `t_${randomBytes(8).toString('hex')}`
  const admin = openPool(server, { size: 1 })
  await admin.query(`create database ${database}`)
  const clock = (options.clock ?? simulatedClock(start)) as SimulatedClock
  const connection = { ...server, database }
  const store = accepted(
    await openStore({ connection, migrations: [...storeMigrations, ...migrations], clock, chance: realChance() }),
  )
  afterAll(async () => {
    await store.close()
    await admin.query(`drop database if exists ${database} with (force)`)
    await admin.end()
  })
  return { ...store, clock, connection, company: () => newCompany(store) }
}

async function newCompany(store: Store): Promise<CompanyId> {
  const company = newId('cmp', store.clock.now(), store.chance)
  await store.installation((rows) => rows('insert into store.companies (company_id) values ($1)', [company]))
  return company
}
