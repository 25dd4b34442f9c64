import { add, type Currency, type Day, negate, type Money, parseAmount, sum, zero } from '#kernel'
import { type AccountBalance, balances } from '#ledger'
import type { ReadTx } from '#store'

/** How a company stands at the end of a day, in the currency of its books. Every amount is positive in its usual sense. */
export type Position = {
  readonly day: Day
  /** Bank and cash; what could still be borrowed is not cash. */
  readonly cash: Money
  readonly receivable: Money
  readonly payable: Money
  /** What founders and lenders have put in so far. It brings cash without being earned. */
  readonly financed: Money
}

const lent = new Set(['loans.received'])
const netResult = new Set(['equity.retained'])

/** Now when `day` is left out. */
export async function positionOn(tx: ReadTx, day?: Day): Promise<Position> {
  const { asOf, currency, accounts } = await tx.ask(balances, day === undefined ? {} : { asOf: day })
  return positionOf(accounts, { day: asOf, currency })
}

export function positionOf(
  accounts: readonly AccountBalance[],
  { day, currency }: { day: Day; currency: Currency },
): Position {
  const total = (which: (account: AccountBalance) => boolean): Money =>
    sum(
      accounts.filter(which).map(({ book }) => bookAmount(book, currency)),
      currency,
    )
  return {
    day,
    cash: total(({ role }) => role === 'bank' || role === 'cash'),
    receivable: total(({ role }) => role === 'receivable'),
    payable: negate(total(({ role }) => role === 'payable')),
    financed: negate(total(({ role, type }) => lent.has(role) || (type === 'equity' && !netResult.has(role)))),
  }
}

function bookAmount(printed: string, currency: Currency): Money {
  return parseAmount(printed.split(' ')[0] ?? '', currency) ?? zero(currency)
}

/** What was spent between two days beyond what came in from the business itself; negative when it earned. */
export function burnBetween(from: Position, to: Position): Money {
  return add(from.cash, negate(add(to.cash, negate(add(to.financed, negate(from.financed))))))
}
