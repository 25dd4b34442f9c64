import { addDays, type Day, lastDay, type Month, money, printMoney, startOf } from '#kernel'
import type { CompanyTx } from '#store'
import { readBalances } from './balances.ts'
import type { Books } from './books.ts'
import type { Check } from './period.ts'
import { replayBalances } from './replay.ts'

/** What the ledger itself asks of a month before it is closed. */
export async function closeChecks(tx: CompanyTx, month: Month, books: Books): Promise<Check[]> {
  const end = lastDay(month)
  return [
    monthOver(tx.today, end),
    await reservationsResolved(tx, end),
    await exchangeEven(tx, end, books),
    await replays(tx),
  ]
}

function monthOver(today: Day, end: Day): Check {
  return today > end
    ? { check: 'month-over', ok: true, why: `${end} has passed` }
    : { check: 'month-over', ok: false, why: `the month lasts until ${end}; today is ${today}` }
}

async function reservationsResolved(tx: CompanyTx, end: Day): Promise<Check> {
  const row = await tx.row<{ overdue: bigint }>(
    `select count(*) as overdue from ledger.reservations
     where company_id = $1 and state = 'pending' and expires_at < $2`,
    [tx.company, startOf(addDays(end, 1))],
  )
  const overdue = row?.overdue ?? 0n
  return {
    check: 'reservations-resolved',
    ok: overdue === 0n,
    why: `${overdue} reservations that expired in it are unresolved`,
  }
}

/** Money that was changed left as much as arrived, in the currency of the books. */
async function exchangeEven(tx: CompanyTx, end: Day, { currency }: Books): Promise<Check> {
  const rows = (await readBalances(tx, end)).filter(({ role }) => role === 'clearing.exchange')
  const left = rows.reduce((sum, row) => sum + row.book_posted, 0n)
  return { check: 'exchange-even', ok: left === 0n, why: `${printMoney(money(left, currency))} on clearing.exchange` }
}

async function replays(tx: CompanyTx): Promise<Check> {
  const { ok, differences } = await replayBalances(tx)
  return { check: 'balances-replay', ok, why: `${differences.length} balances differ from their postings` }
}
