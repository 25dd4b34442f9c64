import type { Money } from '#kernel'
import { formatMoney } from '../format.ts'
import type { Tone } from '../views/shared.ts'
import { withinRange } from './scale.ts'

const width = 96
const height = 24
const inset = 2

/** A word-sized line of how an amount went. */
export function Spark({ amounts, tone, what }: { amounts: readonly Money[]; tone: Tone; what: string }) {
  const first = amounts.at(0)
  const last = amounts.at(-1)
  if (!first || !last || amounts.length < 2) return <span class="quiet">too new</span>
  const y = withinRange(amounts, height - 2 * inset)
  const points = amounts.map((amount, i) => ({
    x: inset + (i * (width - 2 * inset)) / (amounts.length - 1),
    y: inset + y(amount),
  }))
  const end = points.at(-1) ?? { x: 0, y: 0 }
  return (
    <svg class={`spark ${tone}`} viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{`${what}: from ${formatMoney(first)} to ${formatMoney(last)}`}</title>
      <path class="line" d={pathOf(points)} />
      <circle class="end" cx={end.x.toFixed(1)} cy={end.y.toFixed(1)} r="2" />
    </svg>
  )
}

export function pathOf(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
}
