import type { Connection } from '#store'
import { createHash } from 'node:crypto'
import { Pool, type PoolClient } from 'pg'

const connectTimeoutMs = 10_000

/**
 * The pool that DBOS works on. Every statement is named, so that it is parsed and planned once for each connection.
 * Its commits do not wait for the disk: a step's own effects are committed later and waited for, and the log of
 * PostgreSQL is one sequence, so whatever an effect was based on is safe before the effect is.
 */
export function openDbosPool(connection: Connection, size: number): Pool {
  const where = typeof connection === 'string' ? { connectionString: connection } : connection
  const pool = new Pool({
    ...where,
    max: size,
    connectionTimeoutMillis: connectTimeoutMs,
    options: '-c timezone=UTC -c synchronous_commit=off',
  })
  pool.on('connect', nameStatements)
  // A connection that dies while idle is replaced at the next use; the loss shows there if it matters.
  pool.on('error', () => undefined)
  return pool
}

const names = new Map<string, string>()
/** Statements that DBOS builds from lists differ with every call; beyond this many the rest go unnamed. */
const maxNames = 500

function nameStatements(client: PoolClient): void {
  const plain = client.query.bind(client) as (...args: unknown[]) => unknown
  const named = (...args: unknown[]): unknown => {
    const [text, values, ...rest] = args
    if (typeof text !== 'string' || !Array.isArray(values)) return plain(...args)
    const name = nameOf(text)
    return name ? plain({ name, text, values }, ...rest) : plain(...args)
  }
  Object.assign(client, { query: named })
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= maxNames) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
  names.set(text, name)
  return name
}

/** DBOS also wants a URL, though it connects by the pool. */
export function urlOf(connection: Connection): string {
  if (typeof connection === 'string') return connection
  const { host, port, user, database } = connection
  return `postgresql://${encodeURIComponent(user)}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
