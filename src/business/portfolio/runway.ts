import { addDays, type Day, fraction, type Money } from '#kernel'

/** How long the cash lasts when months go on as the last three did. */
export type Runway =
  /** No month is complete yet. */
  | { readonly kind: 'unknown' }
  /** The business brings in more than it spends. */
  | { readonly kind: 'grows' }
  | { readonly kind: 'lasts'; readonly months: number; readonly until: Day }

export const burnMonths = 3
const daysOfYear = 365n
const monthsOfYear = 12n
const farthestDays = 36_500n

/** Cash ÷ burn of a month. */
export function runwayOf({ cash, burn, today }: { cash: Money; burn: Money | undefined; today: Day }): Runway {
  if (!burn) return { kind: 'unknown' }
  if (burn.minor <= 0n) return { kind: 'grows' }
  const left = cash.minor > 0n ? cash.minor : 0n
  const days = (left * daysOfYear) / (burn.minor * monthsOfYear)
  const until = addDays(today, Number(days > farthestDays ? farthestDays : days))
  return { kind: 'lasts', months: Number(left / burn.minor), until }
}

/** The middle amount; of an even count the mean of the two in the middle. Undefined of none. */
export function median(amounts: readonly Money[]): Money | undefined {
  const sorted = [...amounts].sort((a, b) => (a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0))
  const middle = sorted[sorted.length >> 1]
  const before = sorted[(sorted.length >> 1) - 1]
  if (!middle || sorted.length % 2 === 1 || !before) return middle
  return fraction({ ...middle, minor: before.minor + middle.minor }, 1n, 2n)
}
