import { type Instant, msOf, type SimulatedClock } from '#kernel'
import type { Store } from '#store'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pulse } from './pulse.ts'

const waitMs = 5
/** Looks in a row that may fail before the reason is told. */
const failuresInARow = 20

/** Settles when there is nothing to do now. */
export async function drain(store: Store, pulse: Pulse): Promise<void> {
  for (let failures = 0; ;) {
    try {
      await pulse.beat()
      if (await isIdle(store)) return
      failures = 0
    } catch (error) {
      failures++
      if (failures >= failuresInARow) throw error
    }
    await sleep(waitMs)
  }
}

/** Moves the simulated clock to `to`, and lets everything that falls due on the way happen at its own moment. */
export async function advance(store: Store, pulse: Pulse, to: Instant): Promise<void> {
  const clock = simulated(store)
  await drain(store, pulse)
  for (let due = await nextDue(store); due !== undefined && msOf(due) <= msOf(to); due = await nextDue(store)) {
    if (msOf(due) > msOf(clock.now())) clock.moveTo(due)
    await drain(store, pulse)
  }
  if (msOf(to) > msOf(clock.now())) clock.moveTo(to)
}

function simulated({ clock }: Store): SimulatedClock {
  if (!('moveTo' in clock)) throw new TypeError('only a simulated clock can be advanced')
  return clock as SimulatedClock
}

async function isIdle(store: Store): Promise<boolean> {
  const sql = 'select engine.is_idle($1) as idle'
  const [row] = await store.installation((rows) => rows<{ idle: boolean }>(sql, [store.clock.now()]))
  return row?.idle ?? false
}

async function nextDue(store: Store): Promise<Instant | undefined> {
  const sql = 'select engine.next_due() as due'
  const [row] = await store.installation((rows) => rows<{ due: Instant | null }>(sql))
  return row?.due ?? undefined
}
