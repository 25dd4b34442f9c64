import type { Chance, Clock, Refusal } from '#kernel'
import { isRefusal, Refused } from '#kernel'
import type pg from 'pg'
import type { z } from 'zod'
import { openBatches } from './batch.ts'
import type { Command, Query } from './command.ts'
import { applicationRole, type Connection, openPool, query, type SqlValue } from './connection.ts'
import { type Done, executeCommand, type Request } from './execute.ts'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations.ts'
import { parseInput } from './parse-input.ts'
import { inScope } from './scope.ts'
import type { Commit } from './surroundings.ts'
import { type CompanyId, openReadTx, type ReadTx } from './transaction.ts'

/** The database of an installation. Everything that changes a company goes through `execute`. */
export type Store = {
  execute<Input extends z.ZodType, Outcome>(
    command: Command<Input, Outcome>,
    request: Request<z.input<Input>>,
  ): Promise<Done<Outcome> | Refusal>
  /** Answers a query about one company from one consistent snapshot. */
  ask<Input extends z.ZodType, Answer>(
    company: CompanyId,
    query: Query<Input, Answer>,
    input: z.input<Input>,
  ): Promise<Answer | Refusal>
  /** Reads of one company from one consistent snapshot. */
  read<T>(company: CompanyId, work: (tx: ReadTx) => Promise<T>): Promise<T>
  /** Rows that serve all companies (calendar, runs, outbox, directory of companies); commits when `work` returns. */
  installation<T>(work: (rows: Rows) => Promise<T>): Promise<T>
  /** Calls back after commits of this process; other processes are noticed by polling. Returns how to stop. */
  onCommit(listener: (commit: Commit) => void): () => void
  /** Event types whose facts are put into the outbox from now on. */
  subscribe(types: readonly string[]): Promise<void>
  readonly clock: Clock
  readonly chance: Chance
  /** For the engine's own tables and for backups: acts as the owner, outside of the fence. */
  readonly owner: pg.Pool
  close(): Promise<void>
}

export type Rows = <Row>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>

export type StoreOptions = {
  readonly connection: Connection
  readonly migrations: readonly Migration[]
  readonly clock: Clock
  readonly chance: Chance
  /** Connections of the application's pool; the owner's pool has `ownerPoolSize`. */
  readonly poolSize?: number
}

const defaultPoolSize = 8
const ownerPoolSize = 8

/** Connects, migrates and hands out the store, or says why the database cannot be used. */
export async function openStore({
  connection,
  migrations,
  clock,
  chance,
  poolSize = defaultPoolSize,
}: StoreOptions): Promise<Store | Refusal> {
  const owner = openPool(connection, { size: ownerPoolSize })
  const migrated = await migrate(owner, migrations, clock.now()).catch(async (error: unknown) => {
    await owner.end()
    throw error
  })
  if (isRefusal(migrated)) {
    await owner.end()
    return migrated
  }
  return connectedStore({ owner, pool: openPool(connection, { role: applicationRole, size: poolSize }), clock, chance })
}

type Connected = { owner: pg.Pool; pool: pg.Pool; clock: Clock; chance: Chance }

function connectedStore({ owner, pool, clock, chance }: Connected): Store {
  const listeners = new Set<(commit: Commit) => void>()
  const committed = (commit: Commit): void => listeners.forEach((listener) => listener(commit))
  const around = { pool, clock, chance, committed, batches: openBatches({ pool, clock, chance, committed }) }
  const read = <T>(company: CompanyId, work: (tx: ReadTx) => Promise<T>): Promise<T> =>
    inScope(pool, { scope: company, readOnly: true }, async (client, timeZone) => ({
      result: await work(openReadTx(client, { company, at: clock.now(), timeZone })),
      commit: false,
    }))
  return {
    clock,
    chance,
    owner,
    read,
    execute: (command, request) => executeCommand(around, command, request),
    ask: async (company, asked, input) => {
      const parsed = parseInput(asked, input)
      if (isRefusal(parsed)) return parsed
      return read(company, (tx) => asked.read(tx, parsed.value)).catch(refusalOf)
    },
    installation: (work) =>
      inScope(pool, { scope: 'installation' }, async (client) => ({
        result: await work((sql, values = []) => query(client, sql, values)),
        commit: true,
      })),
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    subscribe: async (types) => {
      await query(pool, 'insert into store.subscriptions (type) select unnest($1::text[]) on conflict do nothing', [
        types,
      ])
    },
    close: async () => {
      await Promise.all([pool.end(), owner.end()])
    },
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal
  throw error
}
