import { type Currency, type Day, dayInput, isRefusal, money, printMoney } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'
import { type AccountName, type AccountType, isDebitNormal } from './account.ts'
import { type Books, readBooks } from './books.ts'
import { readers } from './readers.ts'

export type BalanceRow = {
  readonly account: AccountName
  readonly role: string
  readonly name: string
  readonly type: AccountType
  readonly currency: Currency
  readonly posted: bigint
  readonly book_posted: bigint
  readonly pending_in: bigint
  readonly pending_out: bigint
}

/** An account in one currency; debit is positive. */
export type AccountBalance = {
  readonly account: AccountName
  readonly role: string
  readonly name: string
  readonly type: AccountType
  /** What is posted, in the currency of the postings. */
  readonly amount: string
  /** The same in the currency of the books. */
  readonly book: string
  /** Posted and reserved together, and what can still be used on the account's normal side; only of now. */
  readonly pending?: string
  readonly available?: string
}

const nowSql = `select b.account, a.role, a.name, a.type, b.currency, b.posted, b.book_posted, b.pending_in, b.pending_out
  from ledger.balances b join ledger.accounts a on a.company_id = b.company_id and a.account = b.account
  where b.company_id = $1 order by b.account collate "C", b.currency`

const asOfSql = `select p.account, a.role, a.name, a.type, p.currency, sum(p.amount)::bigint as posted,
    sum(p.book_amount)::bigint as book_posted, 0::bigint as pending_in, 0::bigint as pending_out
  from ledger.postings p join ledger.accounts a on a.company_id = p.company_id and a.account = p.account
  where p.company_id = $1 and p.event_day <= $2
  group by p.account, a.role, a.name, a.type, p.currency order by p.account collate "C", p.currency`

export async function readBalances(tx: ReadTx, asOf?: Day): Promise<BalanceRow[]> {
  return asOf === undefined ? tx.rows(nowSql, [tx.company]) : tx.rows(asOfSql, [tx.company, asOf])
}

/** Balances of now, or as they were at the end of any day by what is known today. */
export const balances = defineQuery({
  name: 'ledger.balances',
  summary: 'Balances of all accounts, now or at the end of a day',
  who: readers,
  input: z.strictObject({ asOf: dayInput.optional() }),
  async read(tx, { asOf }) {
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const rows = await readBalances(tx, asOf)
    const accounts = rows.map((row) => ({ ...accountBalance(row, books), ...(asOf === undefined ? ofNow(row) : {}) }))
    return { asOf: asOf ?? tx.today, currency: books.currency, accounts }
  },
})

function accountBalance(row: BalanceRow, { currency }: Books): AccountBalance {
  const { account, role, name, type } = row
  const amount = printMoney(money(row.posted, row.currency))
  return { account, role, name, type, amount, book: printMoney(money(row.book_posted, currency)) }
}

function ofNow({ type, currency, posted, pending_in, pending_out }: BalanceRow): {
  pending: string
  available: string
} {
  const available = isDebitNormal(type) ? posted - pending_out : -posted - pending_in
  return {
    pending: printMoney(money(posted + pending_in - pending_out, currency)),
    available: printMoney(money(available, currency)),
  }
}
