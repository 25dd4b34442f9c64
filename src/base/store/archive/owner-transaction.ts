import type pg from 'pg'

/** How values are printed must not depend on how a server is set up. */
const printing = `set local timezone = 'UTC'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
  set local intervalstyle = 'postgres'; set local kontor.scope = 'installation'`
const opening = {
  read: `begin isolation level repeatable read read only; ${printing}`,
  write: `begin; ${printing}`,
}

/** One transaction as the owner; a write is kept when `work` returns and dropped when it throws. */
export async function ownerTransaction<T>(
  owner: pg.Pool,
  mode: keyof typeof opening,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await owner.connect()
  let broken = false
  try {
    await client.query(opening[mode])
    const result = await work(client)
    await client.query(mode === 'write' ? 'commit' : 'rollback')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** An owner who is no superuser stands before the fence as well: it opens for one company at a time. */
export async function serveCompany(client: pg.PoolClient, company: string): Promise<void> {
  await client.query("select set_config('kontor.company', $1, true)", [company])
}
