import { type Instant, refuse, type Refusal } from '#kernel'
import type pg from 'pg'
import type { Migration } from './migrations.ts'

export type Migrated = { readonly applied: readonly string[] }

const bookkeeping = `
  create schema if not exists store;
  create table if not exists store.migrations (
    id text primary key, checksum text not null, applied_at timestamptz not null, position int not null
  )`

/**
 * Brings the tables up to date in one transaction. Safe when several nodes start at once: the table of migrations
 * is the lock. Refuses when an applied file was changed or when the database knows more than this version.
 */
export async function migrate(
  pool: pg.Pool,
  migrations: readonly Migration[],
  at: Instant,
): Promise<Migrated | Refusal> {
  const client = await pool.connect()
  try {
    await ensureBookkeeping(client)
    await client.query('begin; lock table store.migrations in share row exclusive mode')
    const result = await applyMissing(client, migrations, at)
    await client.query('applied' in result ? 'commit' : 'rollback')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/** Two nodes may create the same schema in the same moment; the second finds it made. */
async function ensureBookkeeping(client: pg.PoolClient): Promise<void> {
  const found = await client.query("select to_regclass('store.migrations') as found")
  if ((found.rows[0] as { found: string | null }).found !== null) return
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(bookkeeping)
      return
    } catch (error) {
      const raced =
        error instanceof Error &&
        'code' in error &&
        (error.code === '23505' || error.code === '42P06' || error.code === '42P07')
      if (!raced || attempt >= 3) throw error
    }
  }
}

async function applyMissing(
  client: pg.PoolClient,
  migrations: readonly Migration[],
  at: Instant,
): Promise<Migrated | Refusal> {
  const rows = (await client.query('select id, checksum from store.migrations')).rows as {
    id: string
    checksum: string
  }[]
  const known = new Map(rows.map((row) => [row.id, row.checksum]))
  const refused = changed(migrations, known) ?? newer(migrations, known)
  if (refused) return refused
  const applied: string[] = []
  for (const { id, sql, checksum } of migrations) {
    if (known.has(id)) continue
    await client.query(sql)
    const position = known.size + applied.length
    await client.query('insert into store.migrations (id, checksum, applied_at, position) values ($1, $2, $3, $4)', [
      id,
      checksum,
      at,
      position,
    ])
    applied.push(id)
  }
  return { applied }
}

function changed(migrations: readonly Migration[], known: ReadonlyMap<string, string>): Refusal | undefined {
  const found = migrations.find(({ id, checksum }) => known.has(id) && known.get(id) !== checksum)
  if (!found) return undefined
  return refuse('migration-changed', {
    message: `The migration ${found.id} was changed after it had been applied to this database.`,
    fix: 'Install the version of Kontor that this database was made with, and write changes as a new migration.',
    facts: { migration: found.id },
  })
}

function newer(migrations: readonly Migration[], known: ReadonlyMap<string, string>): Refusal | undefined {
  const ours = new Set(migrations.map(({ id }) => id))
  const foreign = [...known.keys()].filter((id) => !ours.has(id))
  if (foreign.length === 0) return undefined
  return refuse('database-is-newer', {
    message: `This database was changed by a newer Kontor (${foreign.join(', ')}).`,
    fix: 'Start that version or a later one; data is never migrated backwards.',
    facts: { migrations: foreign },
  })
}
