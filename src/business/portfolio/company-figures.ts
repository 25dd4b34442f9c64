import { runs } from '#engine'
import { type Currency, type Day, firstDay, type Money, monthOf, parseAmount, zero } from '#kernel'
import { profitAndLoss } from '#ledger'
import type { ReadTx } from '#store'
import { burns, daysOfTrend, firstMonth } from './cash-history.ts'
import { type Position, positionOn } from './position.ts'
import { median } from './runway.ts'
import { waitingInCompany } from './waiting-in-company.ts'

/** What the portfolio shows of one company, in the currency of its books. */
export type Figures = {
  /** Position in the company's log, and its day, when it was computed. */
  readonly seq: number
  readonly day: Day
  readonly cash: Money
  /** Income of this month so far, and what is left of it after expenses. */
  readonly earned: Money
  readonly result: Money
  readonly receivable: Money
  readonly payable: Money
  readonly burn: Money | undefined
  /** Cash over the last 90 days, oldest first. */
  readonly trend: readonly Money[]
  readonly waiting: number
  readonly nextDue: Day | undefined
  readonly runsToday: number
}

const runsCounted = 200

/** Computed from the company's own books, inbox and runs, in one snapshot. */
export async function computeFigures(tx: ReadTx): Promise<Figures> {
  const head = await tx.row<{ seq: bigint }>('select seq from store.log_heads where company_id = $1', [tx.company])
  const first = await firstMonth(tx)
  const { cash, receivable, payable } = await positionOn(tx)
  const { earned, result } = await monthSoFar(tx)
  const waiting = await waitingInCompany(tx)
  const latest = await tx.ask(runs, { limit: runsCounted })
  return {
    seq: Number(head?.seq ?? 0n),
    day: tx.today,
    cash,
    earned,
    result,
    receivable,
    payable,
    burn: median((await burns(tx, first)).map(({ burn }) => burn)),
    trend: (await trend(tx, daysOfTrend({ first, today: tx.today }))).map((position) => position.cash),
    waiting: waiting.length,
    nextDue: waiting[0]?.due,
    runsToday: latest.filter(({ queued }) => queued.slice(0, 10) === tx.today).length,
  }
}

export async function monthSoFar(tx: ReadTx): Promise<{ earned: Money; result: Money }> {
  const { currency, totalIncome, result } = await tx.ask(profitAndLoss, {
    from: firstDay(monthOf(tx.today)),
    to: tx.today,
  })
  return { earned: amountOf(totalIncome, currency), result: amountOf(result, currency) }
}

async function trend(tx: ReadTx, days: readonly Day[]): Promise<Position[]> {
  const positions: Position[] = []
  for (const day of days) positions.push(await positionOn(tx, day))
  return positions
}

function amountOf(printed: string, currency: Currency): Money {
  return parseAmount(printed.split(' ')[0] ?? '', currency) ?? zero(currency)
}
