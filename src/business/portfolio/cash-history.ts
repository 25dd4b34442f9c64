import { addDays, addMonths, type Day, daysBetween, firstDay, lastDay, type Money, type Month, monthOf } from '#kernel'
import { periods } from '#ledger'
import type { ReadTx } from '#store'
import { burnBetween, type Position, positionOn } from './position.ts'
import { burnMonths } from './runway.ts'

const trendDays = 90
const trendPoints = 30

export type BurnOfMonth = { readonly month: Month; readonly burn: Money }

/** The first month of the books, or this one while they are empty. */
export async function firstMonth(tx: ReadTx): Promise<Month> {
  const { periods: months } = await tx.ask(periods, {})
  return months.at(-1)?.month ?? monthOf(tx.today)
}

/** Completed months before this one, oldest first, at most `most`. */
export function completedMonths({ first, today, most }: { first: Month; today: Day; most: number }): Month[] {
  const months: Month[] = []
  for (
    let month = addMonths(monthOf(today), -1);
    month >= first && months.length < most;
    month = addMonths(month, -1)
  ) {
    months.unshift(month)
  }
  return months
}

/** Days over which cash is drawn: up to 90 back to the beginning of the books, today last. */
export function daysOfTrend({ first, today }: { first: Month; today: Day }): Day[] {
  const span = Math.min(trendDays, daysBetween(firstDay(first), today))
  const points = Math.min(trendPoints, span)
  return Array.from({ length: points + 1 }, (_, i) => addDays(today, -span + Math.round((i * span) / (points || 1))))
}

/** What each of the last completed months burnt. */
export async function burns(tx: ReadTx, first: Month): Promise<BurnOfMonth[]> {
  const found: BurnOfMonth[] = []
  let before: Position | undefined
  for (const month of completedMonths({ first, today: tx.today, most: burnMonths })) {
    before ??= await positionOn(tx, addDays(firstDay(month), -1))
    const after = await positionOn(tx, lastDay(month))
    found.push({ month, burn: burnBetween(before, after) })
    before = after
  }
  return found
}
