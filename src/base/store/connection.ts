import { createHash } from 'node:crypto'
import { Pool, type PoolClient, TypeOverrides } from 'pg'

/** Where PostgreSQL is: a URL, or a socket folder with port, user and database. */
export type Connection = string | { host: string; port: number; user: string; database: string; password?: string }

export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly SqlValue[]

const int8 = 20
const dateType = 1082
const timestamptz = 1184

/** int8 as bigint, dates as text, moments as ISO text: nothing passes through a lossy type. */
const lossless = new TypeOverrides()
lossless.setTypeParser(int8, BigInt)
lossless.setTypeParser(dateType, String)
lossless.setTypeParser(timestamptz, (text: string) => new Date(text).toISOString())

export const applicationRole = 'kontor_app'
const connectTimeoutMs = 10_000

/** Connections that act as `role` (the login's own when not given), in UTC, with lossless types. */
export function openPool(connection: Connection, { role, size }: { role?: string; size: number }): Pool {
  const where = typeof connection === 'string' ? { connectionString: connection } : connection
  const pool = new Pool({
    ...where,
    max: size,
    types: lossless,
    connectionTimeoutMillis: connectTimeoutMs,
    options: `-c timezone=UTC${role ? ` -c role=${role}` : ''}`,
  })
  // A connection that dies while idle is replaced at the next use; the loss shows there if it matters.
  pool.on('error', () => undefined)
  // So is one that dies while it is in use: the statement that it was doing, or the next one, fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

const names = new Map<string, string>()

/** Runs a statement prepared once per connection, named by its text. */
export async function query<Row>(client: Pool | PoolClient, text: string, values: readonly SqlValue[]): Promise<Row[]> {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32)
    names.set(text, name)
  }
  const result = await client.query({ name, text, values: values.map(wireValue) })
  return result.rows as Row[]
}

function wireValue(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}
