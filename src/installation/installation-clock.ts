import { type Clock, type Instant, instantInput, realClock, type SimulatedClock, simulatedClock } from '#kernel'
import { type Connection, openPool, type Store } from '#store'
import { z } from 'zod'

/** What an installation keeps of its clock: real, or moved by hand and then never running back. */
export type KeptClock = { readonly kind: 'real' } | { readonly kind: 'simulated'; readonly now: Instant }

const shape = z.union([
  z.object({ kind: z.literal('real') }),
  z.object({ kind: z.literal('simulated'), now: instantInput }),
])

/** The clock of an installation that was made before; undefined in an empty database. */
export async function readClock(connection: Connection): Promise<KeptClock | undefined> {
  const pool = openPool(connection, { size: 1 })
  try {
    const made = await pool.query(`select to_regclass('store.installation') is not null as made`)
    if (!(made.rows[0] as { made: boolean }).made) return undefined
    const found = await pool.query(`select value from store.installation where name = 'clock'`)
    const row = found.rows[0] as { value: unknown } | undefined
    return row && shape.parse(row.value)
  } finally {
    await pool.end()
  }
}

export function clockOf(kept: KeptClock): Clock | SimulatedClock {
  return kept.kind === 'real' ? realClock() : simulatedClock(kept.now)
}

/** Settles the kind of clock for good; whoever comes first decides. */
export async function keepClock(store: Store, clock: KeptClock): Promise<void> {
  const sql = `insert into store.installation (name, value) values ('clock', $1) on conflict do nothing`
  await store.installation((rows) => rows(sql, [JSON.stringify(clock)]))
}

/** Kept before anything happens at that moment, so that a crash cannot turn time back. */
export async function keepMoment(store: Store, now: Instant): Promise<void> {
  const sql = `update store.installation set value = jsonb_build_object('kind', 'simulated', 'now', $1::text)
    where name = 'clock' and value->>'now' < $1`
  await store.installation((rows) => rows(sql, [now]))
}
