import { type Instant, instantOfMs, msOf } from './instant.ts'

/** What time it is. Nothing in Kontor asks the machine directly. */
export type Clock = { now(): Instant }

export type SimulatedClock = Clock & {
  /** Moves time forward; throws when `to` is in the past, because time never runs back. */
  moveTo(to: Instant): void
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
