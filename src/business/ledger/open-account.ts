import { defineEvent, isRefusal, type Money, printMoney, refuse, type Refusal } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { accountInput, type AccountName, roleOf } from './account.ts'
import { readBooks } from './books.ts'
import { chart } from './chart.ts'
import { amountInput } from './entry.ts'
import { lineText } from './line-text.ts'

export const openAccountInput = z.strictObject({
  account: accountInput,
  name: lineText(120).optional(),
  /** What must stay available on the account's normal side; never changed afterwards. */
  floor: amountInput.optional(),
})

export type NewAccount = { account: AccountName; name?: string | undefined; floor?: Money | undefined }

const accountOpened = defineEvent<{ account: AccountName; name: string; floor?: string }>('ledger.account-opened')

export const openAccount = defineCommand({
  name: 'ledger.open-account',
  summary: 'Open an account beside those of the chart, like bank:main',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: openAccountInput,
  async run(tx, input) {
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const refused = await insertAccounts(tx, [input])
    if (refused) return refused
    const { account, name = chart[roleOf(account)].name, floor } = input
    tx.append(accountOpened, { account, name, ...(floor ? { floor: printMoney(floor) } : {}) })
    return { account, name }
  },
})

const insert = `insert into ledger.accounts (company_id, account, role, name, type, floor_currency, floor, opened_at)
  select $1, a.account, a.role, a.name, a.type, a.floor_currency, a.floor, $2
  from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])
    as a (account, role, name, type, floor_currency, floor)
  on conflict do nothing returning account`

/** All in one statement; refused when one of them exists. */
export async function insertAccounts(tx: CompanyTx, accounts: readonly NewAccount[]): Promise<Refusal | undefined> {
  const opened = await tx.rows<{ account: AccountName }>(insert, [
    tx.company,
    tx.at,
    accounts.map(({ account }) => account),
    accounts.map(({ account }) => roleOf(account)),
    accounts.map(({ account, name }) => name ?? chart[roleOf(account)].name),
    accounts.map(({ account }) => chart[roleOf(account)].type),
    accounts.map(({ floor }) => floor?.currency ?? null),
    accounts.map(({ floor }) => floor?.minor ?? null),
  ])
  if (opened.length === accounts.length) return undefined
  const made = new Set(opened.map(({ account }) => account))
  const twice = accounts.map(({ account }) => account).filter((account) => !made.delete(account))
  return refuse('account-exists', {
    message: `There is an account ${twice.join(', ')} already.`,
    fix: 'Use it, or choose another sub-name.',
    facts: { accounts: twice },
  })
}
