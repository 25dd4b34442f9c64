import { formatMoney, formatMoneyShort, formatMonth, monthName } from '../format.ts'
import type { CashChartView, CashMonth } from '../views/company.ts'
import { MoneyCell } from './money.tsx'
import { type Scale, scaleOf } from './scale.ts'
import { pathOf } from './spark.tsx'
import { Table } from './table.tsx'

const width = 1200
const height = 200

/** Cash at the end of each month; the forecast is dashed. The same figures are below it as a table. */
export function CashChart({ chart }: { chart: CashChartView }) {
  const months = [...chart.past, ...chart.forecast]
  const scale = scaleOf(
    months.map(({ cash }) => cash),
    height,
  )
  return (
    <figure class="chart">
      <div class="chart-plot">
        <div class="chart-ticks" aria-hidden="true">
          {scale.ticks.map((tick) => (
            <span>{formatMoneyShort(tick)}</span>
          ))}
        </div>
        <Plot chart={chart} scale={scale} />
        <div class="chart-months" aria-hidden="true">
          {months.map(({ month }) => (
            <span>{monthName(month)}</span>
          ))}
        </div>
      </div>
      <details class="receipt" id="cash-figures">
        <summary>The figures behind the chart</summary>
        <FigureTable chart={chart} />
      </details>
    </figure>
  )
}

function Plot({ chart, scale }: { chart: CashChartView; scale: Scale }) {
  const months = [...chart.past, ...chart.forecast]
  const slot = width / Math.max(months.length, 1)
  const points = months.map(({ cash }, i) => ({ x: (i + 0.5) * slot, y: scale.y(cash) }))
  const past = points.slice(0, chart.past.length)
  const forecast = points.slice(Math.max(chart.past.length - 1, 0))
  return (
    <svg class="cash" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img">
      <title>{summary(chart)}</title>
      {scale.ticks.map((tick) => (
        <line
          class={tick.minor === 0n ? 'grid zero' : 'grid'}
          x1="0"
          x2={width}
          y1={scale.y(tick)}
          y2={scale.y(tick)}
        />
      ))}
      <path class="area" d={areaOf(past, scale.zero)} />
      <path class="line forecast" d={pathOf(forecast)} />
      <path class="line" d={pathOf(past)} />
      {past.slice(-1).map(({ x, y }) => (
        <path class="point" d={`M${x.toFixed(1)} ${y.toFixed(1)}h0`} />
      ))}
      {months.map((one, i) => (
        <rect class="hover" x={(i * slot).toFixed(1)} y="0" width={slot.toFixed(1)} height={height}>
          <title>{`${formatMonth(one.month)}: ${formatMoney(one.cash)}${i < chart.past.length ? '' : ' (forecast)'}`}</title>
        </rect>
      ))}
    </svg>
  )
}

function FigureTable({ chart }: { chart: CashChartView }) {
  return (
    <Table caption="Cash at the end of each month" columns={[{ text: 'Month' }, { text: 'Cash', number: true }]}>
      {[...chart.past, ...chart.forecast].map(({ month, cash }, i) => (
        <tr id={`cash-${month}`}>
          <th scope="row">
            {formatMonth(month)}
            {i < chart.past.length ? null : <span class="quiet"> forecast</span>}
          </th>
          <MoneyCell of={cash} />
        </tr>
      ))}
    </Table>
  )
}

function areaOf(points: readonly { x: number; y: number }[], floor: number): string {
  const first = points.at(0)
  const last = points.at(-1)
  if (!first || !last) return ''
  return `${pathOf(points)}L${last.x.toFixed(1)} ${floor.toFixed(1)}L${first.x.toFixed(1)} ${floor.toFixed(1)}Z`
}

function summary(chart: CashChartView): string {
  const say = ({ month, cash }: CashMonth) => `${formatMoney(cash)} in ${formatMonth(month)}`
  const [first, now, end] = [chart.past.at(0), chart.past.at(-1), chart.forecast.at(-1)]
  if (!first || !now) return 'No month is complete yet.'
  return `Cash went from ${say(first)} to ${say(now)}${end ? `; the forecast ends at ${say(end)}` : ''}.`
}
