import { type Clock, type Instant, msOf, type SimulatedClock } from '#kernel'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnLine } from './own-line.ts'
import type { Pulse } from './pulse.ts'

const waitMs = 10
const questionsPerLook = 10
/** Questions in a row that may fail before the reason is told. */
const failuresInARow = 40

/** Settles when there is nothing to do now. Looks are asked for, because other processes do not wake this one. */
export async function drain(line: OwnLine, clock: Clock, pulse: Pulse): Promise<void> {
  for (let failures = 0, asked = 0; ; asked++) {
    try {
      if (asked % questionsPerLook === 0) await pulse.beat()
      if (await isIdle(line, clock)) return
      failures = 0
    } catch (error) {
      failures++
      if (failures >= failuresInARow) throw error
    }
    await sleep(waitMs)
  }
}

/** Moves the simulated clock to `to`, and lets everything that falls due on the way happen at its own moment. */
export async function advance(line: OwnLine, ticking: Clock, pulse: Pulse, to: Instant): Promise<void> {
  const clock = simulated(ticking)
  await drain(line, clock, pulse)
  for (let due = await nextDue(line); due !== undefined && msOf(due) <= msOf(to); due = await nextDue(line)) {
    if (msOf(due) > msOf(clock.now())) clock.moveTo(due)
    await drain(line, clock, pulse)
  }
  if (msOf(to) > msOf(clock.now())) clock.moveTo(to)
}

function simulated(clock: Clock): SimulatedClock {
  if (!('moveTo' in clock)) throw new TypeError('only a simulated clock can be advanced')
  return clock as SimulatedClock
}

async function isIdle(line: OwnLine, clock: Clock): Promise<boolean> {
  const sql = 'select engine.is_idle($1) as idle'
  const [row] = await line.installation((rows) => rows<{ idle: boolean }>(sql, [clock.now()]))
  return row?.idle ?? false
}

async function nextDue(line: OwnLine): Promise<Instant | undefined> {
  const sql = 'select engine.next_due() as due'
  const [row] = await line.installation((rows) => rows<{ due: Instant | null }>(sql))
  return row?.due ?? undefined
}
