import { elapsingMs } from '#kernel'
import type pg from 'pg'
import type { CompanyId } from './transaction.ts'

const companyShape = /^cmp_[0-9a-z]{26}$/

/** What a transaction may see: one company, or the rows that are marked installation-wide. */
export type Scope = CompanyId | 'installation'

/**
 * Runs `work` in a transaction of one scope and rolls back unless it returned `commit`.
 * One round trip opens it; the answer holds the company's time zone ('UTC' where there is none).
 */
export async function inScope<T>(
  pool: pg.Pool,
  { scope, readOnly = false }: { scope: Scope; readOnly?: boolean },
  work: (client: pg.PoolClient, timeZone: string) => Promise<{ result: T; commit: boolean }>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { result, commit } = await work(client, await opened(pool, client, { scope, readOnly }))
    await client.query(commit ? 'commit' : 'rollback')
    return result
  } catch (error) {
    broken = await rolledBack(client)
    throw error
  } finally {
    client.release(broken)
  }
}

type Opening = { scope: Scope; readOnly: boolean }

/** Opens the transaction and gives the company's time zone, looked up in the same round trip. */
async function opened(pool: pg.Pool, client: pg.PoolClient, { scope, readOnly }: Opening): Promise<string> {
  const begin = readOnly ? 'begin isolation level repeatable read read only' : 'begin'
  if (scope === 'installation') {
    await client.query(`${begin}; set local kontor.scope = 'installation'`)
    return 'UTC'
  }
  if (!companyShape.test(scope)) throw new TypeError(`${String(scope)} is not a company's id`)
  const start = `${begin}; set local kontor.company = '${scope}'`
  const known = zonesOf(pool).get(scope)
  if (known && elapsingMs() < known.until) {
    await client.query(start)
    return known.timeZone
  }
  const lookUp = `select time_zone from store.companies where company_id = '${scope}'`
  const results = (await client.query(`${start}; ${lookUp}`)) as unknown as pg.QueryResult<{ time_zone: string }>[]
  const timeZone = results.at(-1)?.rows[0]?.time_zone
  if (timeZone !== undefined) keepZone(zonesOf(pool), scope, timeZone)
  return timeZone ?? 'UTC'
}

/** A company that moves to another time zone has its new days after so long. */
const zoneKeptMs = 10_000
const zonesKept = 10_000
type Zones = Map<string, { timeZone: string; until: number }>
const zones = new WeakMap<pg.Pool, Zones>()

function zonesOf(pool: pg.Pool): Zones {
  const known = zones.get(pool) ?? new Map()
  zones.set(pool, known)
  return known
}

function keepZone(known: Zones, company: string, timeZone: string): void {
  if (known.size >= zonesKept) known.clear()
  known.set(company, { timeZone, until: elapsingMs() + zoneKeptMs })
}

/** Undefined when the connection can be used again, else why it cannot. */
async function rolledBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
