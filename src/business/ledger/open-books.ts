import { refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { isAccountName } from './account.ts'
import { booksOpened, currencyInput } from './books.ts'
import { chart } from './chart.ts'
import { insertAccounts, openAccountInput } from './open-account.ts'

const maxExtraAccounts = 200
const chartAccounts = Object.keys(chart).filter(isAccountName)

/** Opens a company's books with the whole chart, and further accounts such as bank:main. */
export const openBooks = defineCommand({
  name: 'ledger.open-books',
  summary: 'Open the books with the chart of accounts',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    currency: currencyInput,
    accounts: z.array(openAccountInput).max(maxExtraAccounts).default([]),
  }),
  async run(tx, { currency, accounts }) {
    const opened = await tx.row(
      'insert into ledger.books (company_id, currency) values ($1, $2) on conflict do nothing returning currency',
      [tx.company, currency],
    )
    if (!opened)
      return refuse('books-open-already', {
        message: 'This company has books already.',
        fix: 'Post into them; for another currency use accounts in that currency.',
      })
    const all = [...chartAccounts.map((account) => ({ account })), ...accounts]
    const refused = await insertAccounts(tx, all)
    if (refused) return refused
    tx.append(booksOpened, { currency, accounts: all.length })
    return { currency, accounts: all.length }
  },
})
