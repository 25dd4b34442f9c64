import { type Day, dayInput, isRefusal, money, printMoney, refuse } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'
import type { AccountName } from './account.ts'
import { readBooks } from './books.ts'
import { readers } from './readers.ts'

type Line = { account: AccountName; name: string; type: 'income' | 'expense'; booked: bigint }

const sql = `select p.account, a.name, a.type, sum(p.book_amount)::bigint as booked
  from ledger.postings p join ledger.accounts a on a.company_id = p.company_id and a.account = p.account
  where p.company_id = $1 and p.event_day between $2 and $3 and a.type in ('income', 'expense')
  group by p.account, a.name, a.type order by p.account collate "C"`

/** What was earned and spent from one day to another, both included; income is shown positive. */
export const profitAndLoss = defineQuery({
  name: 'ledger.profit-and-loss',
  summary: 'Income, expenses and result between two days',
  who: readers,
  input: z.strictObject({ from: dayInput, to: dayInput }),
  async read(tx, { from, to }: { from: Day; to: Day }) {
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    if (to < from)
      return refuse('days-swapped', { message: `${from} is after ${to}.`, fix: 'Name the earlier day first.' })
    const lines = await tx.rows<Line>(sql, [tx.company, from, to])
    const print = (minor: bigint): string => printMoney(money(minor, books.currency))
    const of = (type: Line['type']): Line[] => lines.filter((line) => line.type === type)
    const total = (some: Line[]): bigint => some.reduce((sum, { booked }) => sum + booked, 0n)
    const [income, expenses] = [of('income'), of('expense')]
    return {
      from,
      to,
      currency: books.currency,
      income: income.map(({ account, name, booked }) => ({ account, name, amount: print(-booked) })),
      expenses: expenses.map(({ account, name, booked }) => ({ account, name, amount: print(booked) })),
      totalIncome: print(-total(income)),
      totalExpenses: print(total(expenses)),
      result: print(-total(lines)),
    }
  },
})
