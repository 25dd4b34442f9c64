import { money, type Money } from '#kernel'
import type { Budget } from './file-values.ts'

const longestMonthDays = 31n

/** What a budget can cost in a month at most; undefined for a budget by the run, whose runs nobody counts ahead. */
export function monthlyOf(budget: Budget | undefined): Money | undefined {
  if (budget === undefined || budget.per === 'run') return undefined
  return budget.per === 'month' ? budget.amount : money(budget.amount.minor * longestMonthDays, budget.amount.currency)
}
