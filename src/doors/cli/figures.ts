import type { Company } from '#companies'
import { balances, profitAndLoss } from '#ledger'
import {
  accepted,
  addMonths,
  currency,
  type Currency,
  dayOf,
  firstDay,
  lastDay,
  type Money,
  money,
  type Month,
  monthOf,
  parseAmount,
  sum,
  zero,
} from '#kernel'
import type { Store } from '#store'

/** How a company stands. `runwayMonths` is undefined while it earns more than it spends. */
export type Figures = {
  readonly cash: Money
  readonly revenue: Money
  readonly runwayMonths: number | undefined
  readonly month: Month
}

const monthsLookedAt = 3

/** Cash of all bank accounts, revenue of a month, and runway: cash by the median loss of the last completed months. */
export async function figuresOf(
  store: Store,
  company: Company,
  month = monthOf(dayOf(store.clock.now())),
): Promise<Figures> {
  const home = currency(company.currency)
  const { accounts } = accepted(await store.ask(company.id, balances, {}))
  const cash = sum(
    accounts.filter(({ role }) => role === 'bank').map(({ book }) => read(book, home)),
    home,
  )
  const first = monthOf(dayOf(company.launchedAt))
  const current = monthOf(dayOf(store.clock.now()))
  const losses: bigint[] = []
  for (let back = 1; back <= monthsLookedAt && addMonths(current, -back) >= first; back++) {
    losses.push(-(await resultOf(store, company, addMonths(current, -back))).result.minor)
  }
  const { income } = await resultOf(store, company, month)
  return { cash, revenue: income, runwayMonths: runway(cash, losses), month }
}

async function resultOf(
  store: Store,
  { id, currency: code }: Company,
  month: Month,
): Promise<{ income: Money; result: Money }> {
  const told = accepted(await store.ask(id, profitAndLoss, { from: firstDay(month), to: lastDay(month) }))
  const home = currency(code)
  return { income: read(told.totalIncome, home), result: read(told.result, home) }
}

function read(printed: string, home: Currency): Money {
  return parseAmount(printed.split(' ')[0] ?? '', home) ?? zero(home)
}

function runway(cash: Money, losses: readonly bigint[]): number | undefined {
  const sorted = [...losses].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const median = sorted[Math.floor(sorted.length / 2)]
  if (median === undefined || median <= 0n) return undefined
  return Number((money(cash.minor * 10n, cash.currency).minor / median).toString()) / 10
}
