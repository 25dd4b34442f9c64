import { type Connection, openPool, type Rows } from '#store'
import { sha256 } from '#kernel'
import type pg from 'pg'

/** The pulse's own connection: a node must not look dead because its commands hold every connection of the pool. */
export type OwnLine = {
  /** Rows of all companies, in one transaction that commits when `work` returns. */
  installation<T>(work: (rows: Rows) => Promise<T>): Promise<T>
  /** One statement that is its own transaction and sets its own scope. */
  readonly rows: Rows
  close(): Promise<void>
}

export function openOwnLine(connection: Connection): OwnLine {
  const pool = openPool(connection, { role: 'kontor_app', size: 1 })
  // Between two statements of a transaction a lost connection is told to its client; the next statement says so too.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    rows: rowsOf(pool),
    installation: async (work) => {
      const client = await pool.connect()
      try {
        await client.query("begin; set local kontor.scope = 'installation'")
        const result = await work(rowsOf(client))
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        client.release(true)
        throw error
      }
    },
    close: () => pool.end(),
  }
}

function rowsOf(client: pg.PoolClient | pg.Pool): Rows {
  return async <Row>(text: string, values: Parameters<Rows>[1] = []) => {
    const { rows } = await client.query({ name: sha256(text).slice(0, 32), text, values: [...values] })
    return rows as Row[]
  }
}
