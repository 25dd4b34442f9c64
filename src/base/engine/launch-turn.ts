import type { Store } from '#store'
import { setTimeout as sleep } from 'node:timers/promises'

const askAgainMs = 50
const patienceMs = 30_000
const take = "select from engine.turns where name = 'launch' for no key update skip locked"

/**
 * Launches DBOS while no other node does: its migrations build indexes concurrently, and two nodes that do so deadlock.
 * Such a build waits for every open snapshot. So nobody waits on the lock, which is asked for again and again, and it
 * is taken without values, because a prepared statement would keep its snapshot until the commit.
 */
export async function launchInTurn<T>(store: Store, launch: () => Promise<T>): Promise<T> {
  const client = await store.owner.connect()
  try {
    for (let waited = 0; waited <= patienceMs; waited += askAgainMs) {
      await client.query('begin')
      const { rowCount } = await client.query(take)
      if (rowCount === 1) return await launch()
      await client.query('rollback')
      await sleep(askAgainMs)
    }
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
  throw new Error(`another node has been starting for ${patienceMs / 1_000} seconds; stop it or wait for it`)
}
