/** One line of the report: what was measured, and its bar from the same run. */
export type Row = {
  readonly figure: string
  readonly ours: string
  readonly bar: string
  /** The peer's or the limit's own value; '–' when the bar is a fixed one. */
  readonly measured: string
  readonly ratio?: number | undefined
  /** Undefined for a line that is printed for comparison only. */
  readonly pass?: boolean | undefined
}

/** Something measured that should be at least `share` of what its peer does. */
export function atLeast(
  figure: string,
  { ours, peer, share, unit }: { ours: number; peer: { name: string; value: number }; share: number; unit: string },
): Row {
  const ratio = ours / peer.value
  const bar = `≥ ${share} × ${peer.name}`
  return { figure, ours: print(ours, unit), bar, measured: print(peer.value, unit), ratio, pass: ratio >= share }
}

/** Something measured that should stay under a fixed limit. */
export function atMost(figure: string, { ours, limit, unit }: { ours: number; limit: number; unit: string }): Row {
  const bar = `≤ ${print(limit, unit)}`
  return { figure, ours: print(ours, unit), bar, measured: '–', ratio: ours / limit, pass: ours <= limit }
}

export function shown(figure: string, { ours, unit }: { ours: number; unit: string }): Row {
  return { figure, ours: print(ours, unit), bar: 'for comparison', measured: '–' }
}

export function print(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`.trim()
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = low] = sorted.length % 2 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return (low + high) / 2
}

/** Measures the contenders in turns, so that a noisy moment hits all of them, and gives each one's median. */
export async function inTurns<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const value = await contenders[name](round)
      measured[name].push(value)
      process.stderr.write(`  round ${round + 1} ${name}: ${print(value, '')}\n`)
    }
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Name, number>
}
