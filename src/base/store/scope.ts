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
    const opened = await client.query(openingSql(scope, readOnly))
    const { result, commit } = await work(client, timeZoneIn(opened))
    await client.query(commit ? 'commit' : 'rollback')
    return result
  } catch (error) {
    broken = await rolledBack(client)
    throw error
  } finally {
    client.release(broken)
  }
}

function openingSql(scope: Scope, readOnly: boolean): string {
  const begin = readOnly ? 'begin isolation level repeatable read read only' : 'begin'
  if (scope === 'installation') return `${begin}; set local kontor.scope = 'installation'`
  if (!companyShape.test(scope)) throw new TypeError(`${String(scope)} is not a company's id`)
  return `${begin}; set local kontor.company = '${scope}'; select time_zone from store.companies where company_id = '${scope}'`
}

function timeZoneIn(opened: unknown): string {
  const results = Array.isArray(opened) ? (opened as pg.QueryResult<{ time_zone: string }>[]) : []
  return results.at(-1)?.rows[0]?.time_zone ?? 'UTC'
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
