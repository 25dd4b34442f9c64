import { performance } from 'node:perf_hooks'
import { type Instant, instantOfMs, msOf } from './instant.ts'

/** What time it is. Nothing in Kontor asks the machine directly. */
export type Clock = { now(): Instant }

export type SimulatedClock = Clock & {
  /** Moves time forward; throws when `to` is in the past, because time never runs back. */
  moveTo(to: Instant): void
}

/** Milliseconds that only ever grow, for how long something takes; never a moment, and never simulated. */
export function elapsingMs(): number {
  return performance.now()
}

export function realClock(): Clock {
  return { now: () => instantOfMs(Date.now()) }
}

export function simulatedClock(start: Instant): SimulatedClock {
  let at = start
  return {
    now: () => at,
    moveTo(to) {
      if (msOf(to) < msOf(at)) throw new RangeError(`the simulated clock is at ${at} and cannot go back to ${to}`)
      at = to
    },
  }
}
