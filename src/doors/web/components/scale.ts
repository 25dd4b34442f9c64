import { exponentOf, type Money, money } from '#kernel'

/** Where amounts lie on a chart's height: 0 is the top. Exact integers until the last division. */
export type Scale = { readonly ticks: readonly Money[]; readonly y: (amount: Money) => number; readonly zero: number }

const steps = [1n, 2n, 5n]
const wantedTicks = 4n
const resolution = 100_000n

/** A scale over amounts of one currency with round ticks; zero is always on it. */
export function scaleOf(amounts: readonly Money[], height: number): Scale {
  const [first] = amounts
  if (!first) return { ticks: [], y: () => height, zero: height }
  const low = least([0n, ...amounts.map(({ minor }) => minor)])
  const high = greatest([0n, ...amounts.map(({ minor }) => minor)])
  const step = roundStep(high - low, 10n ** BigInt(exponentOf(first.currency)))
  const bottom = floorTo(low, step)
  const top = high > bottom ? -floorTo(-high, step) : bottom + step
  const ticks: Money[] = []
  for (let at = top; at >= bottom; at -= step) ticks.push(money(at, first.currency))
  return { ticks, y: ({ minor }) => place(minor, bottom, top) * height, zero: place(0n, bottom, top) * height }
}

/** Heights over the full range of the amounts themselves, for a line that only tells the direction. */
export function withinRange(amounts: readonly Money[], height: number): Scale['y'] {
  const minors = amounts.map(({ minor }) => minor)
  const low = least(minors)
  const high = greatest(minors)
  return ({ minor }) => (high === low ? 0.5 : place(minor, low, high)) * height
}

function place(minor: bigint, bottom: bigint, top: bigint): number {
  return Number(((top - minor) * resolution) / (top - bottom)) / Number(resolution)
}

function roundStep(span: bigint, smallest: bigint): bigint {
  let power = smallest
  for (;;) {
    const fitting = steps.find((step) => step * power * wantedTicks >= span)
    if (fitting !== undefined) return fitting * power
    power *= 10n
  }
}

function floorTo(value: bigint, step: bigint): bigint {
  const whole = (value / step) * step
  return whole > value ? whole - step : whole
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a))
}

function greatest(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b > a ? b : a))
}
