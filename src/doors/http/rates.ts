import { type Clock, msOf, refuse, type Refusal } from '#kernel'
import type { Rate } from './limits.ts'

/** Token buckets by name, in memory. */
export type Rates = { /** Seconds to wait, or 0 when there was room. */ take(name: string, rate: Rate): number }

type Bucket = { left: number; atMs: number }

/** Remembers `kept` names; the one that was not heard of for longest is forgotten first, and starts full again. */
export function openRates(clock: Clock, kept: number): Rates {
  const buckets = new Map<string, Bucket>()
  return {
    take(name, { burst, perSecond }) {
      const nowMs = msOf(clock.now())
      const { left, atMs } = buckets.get(name) ?? { left: burst, atMs: nowMs }
      const refilled = Math.min(burst, left + (Math.max(0, nowMs - atMs) / 1_000) * perSecond)
      const room = refilled >= 1
      buckets.delete(name)
      buckets.set(name, { left: room ? refilled - 1 : refilled, atMs: nowMs })
      const [oldest] = buckets.keys()
      if (buckets.size > kept && oldest !== undefined) buckets.delete(oldest)
      return room ? 0 : Math.max(1, Math.ceil((1 - refilled) / perSecond))
    },
  }
}

export function tooMany(
  retryAfterSeconds: number,
  what = 'More requests came from here than this door lets through.',
): Refusal {
  return refuse('too-many-requests', {
    message: what,
    fix: `Wait ${retryAfterSeconds} s and try again.`,
    facts: { retryAfterSeconds },
  })
}
