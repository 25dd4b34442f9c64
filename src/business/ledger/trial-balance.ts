import { type Currency, type Day, dayInput, digestOf, isRefusal, money, printMoney } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'
import type { AccountName, AccountType } from './account.ts'
import { type BalanceRow, readBalances } from './balances.ts'
import { readBooks } from './books.ts'
import { readers } from './readers.ts'

type TrialRow = {
  readonly account: AccountName
  readonly name: string
  readonly type: AccountType
  readonly debit: string
  readonly credit: string
}

/** In the currency of the books. `hash` is the digest of all the rest. */
export type TrialBalance = {
  readonly asOf: Day
  readonly currency: Currency
  readonly rows: readonly TrialRow[]
  readonly debit: string
  readonly credit: string
  readonly hash: string
}

export const trialBalance = defineQuery({
  name: 'ledger.trial-balance',
  summary: 'Trial balance at the end of a day, in the currency of the books',
  who: readers,
  input: z.strictObject({ asOf: dayInput.optional() }),
  async read(tx, { asOf = tx.today }) {
    const books = await readBooks(tx)
    return isRefusal(books) ? books : computeTrialBalance(tx, { asOf, currency: books.currency })
  },
})

type At = { asOf: Day; currency: Currency }

export async function computeTrialBalance(tx: ReadTx, { asOf, currency }: At): Promise<TrialBalance> {
  const accounts = perAccount(await readBalances(tx, asOf))
  const print = (minor: bigint): string => printMoney(money(minor, currency))
  const side = (minor: bigint): bigint => (minor > 0n ? minor : 0n)
  const rows = accounts.map(({ account, name, type, book }) => ({
    account,
    name,
    type,
    debit: print(side(book)),
    credit: print(side(-book)),
  }))
  const total = (sign: bigint): string => print(accounts.reduce((sum, { book }) => sum + side(sign * book), 0n))
  const body = { asOf, currency, rows, debit: total(1n), credit: total(-1n) }
  return { ...body, hash: digestOf(body) }
}

type Summed = Pick<BalanceRow, 'account' | 'name' | 'type'> & { book: bigint }

/** One row an account, whatever its currencies; accounts whose book value is zero are left out. */
function perAccount(balances: readonly BalanceRow[]): Summed[] {
  const byAccount = new Map<string, Summed>()
  for (const { account, name, type, book_posted } of balances) {
    const before = byAccount.get(account)?.book ?? 0n
    byAccount.set(account, { account, name, type, book: before + book_posted })
  }
  return [...byAccount.values()].filter(({ book }) => book !== 0n)
}
