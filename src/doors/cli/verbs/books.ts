import { balances, entries, profitAndLoss, trialBalance } from '#ledger'
import { accepted, dayInput, firstDay, lastDay, monthOf, refuse } from '#kernel'
import type { CompanyId, Store } from '#store'
import { z } from 'zod'
import { table } from '../table.ts'
import { type Answer, defineVerb } from '../verb.ts'

const views = ['balances', 'entries', 'trial-balance', 'statement'] as const

const input = z.strictObject({
  company: z.string().describe('slug or id'),
  view: z.enum(views).default('balances').describe('what to look at'),
  asOf: dayInput.optional().describe('the end of this day, 2026-10-31; else now. A statement covers its month'),
  account: z.string().optional().describe('entries of this account only, such as bank'),
  limit: z.int().min(1).max(200).default(50).describe('how many entries'),
})
type Asked = z.output<typeof input>

export const books = defineVerb({
  examples: [
    'kontor books my-company balances',
    'kontor books my-company trial-balance --as-of 2026-10-31',
    'kontor books my-company statement --as-of 2026-10-31 --json',
    'kontor books my-company entries --account receivable',
  ],
  positional: ['company', 'view'],
  input,
  async run(context, asked) {
    const { id } = await context.company(asked.company)
    const { store } = await context.open()
    return answers[asked.view](store, id, asked)
  },
})

const noDay = refuse('usage', {
  message: 'Entries are listed newest first and not as of a day.',
  fix: 'Leave --as-of out; balances and trial-balance take it.',
})

const answers: Record<Asked['view'], (store: Store, id: CompanyId, asked: Asked) => Promise<Answer>> = {
  async balances(store, id, { asOf }) {
    const data = accepted(await store.ask(id, balances, { asOf }))
    const rows = data.accounts.map(({ account, name, amount }) => [account, name, amount])
    return { data, lines: [...table(rows, { right: [2] }), `at the end of ${data.asOf}`] }
  },
  async entries(store, id, { account, limit, asOf }) {
    if (asOf !== undefined) accepted(noDay)
    const data = accepted(await store.ask(id, entries, { account, limit }))
    const rows = data.entries.map((it) => [it.eventDay, it.description, it.amounts.join(', '), it.entry])
    return { data, lines: rows.length === 0 ? ['Nothing is posted yet.'] : table(rows, { right: [2] }) }
  },
  async 'trial-balance'(store, id, { asOf }) {
    const data = accepted(await store.ask(id, trialBalance, { asOf }))
    return { data, lines: trialBalanceLines(data) }
  },
  async statement(store, id, { asOf }) {
    const until = asOf ?? store.clock.now().slice(0, 10)
    const month = monthOf(dayInput.parse(until))
    const to = asOf ?? lastDay(month)
    const data = accepted(await store.ask(id, profitAndLoss, { from: firstDay(month), to }))
    const lines = [
      ...data.income.map(({ name, amount }) => [name, amount]),
      ['Income', data.totalIncome],
      ...data.expenses.map(({ name, amount }) => [name, amount]),
      ['Expenses', data.totalExpenses],
      ['Result', data.result],
    ]
    return { data, lines: [`${data.from} to ${data.to}`, ...table(lines, { right: [1], indent: '  ' })] }
  },
}

type Trial = {
  rows: readonly { account: string; name: string; debit: string; credit: string }[]
  debit: string
  credit: string
}

export function trialBalanceLines({ rows, debit, credit }: Trial): string[] {
  const blank = (amount: string): string => (/^0(\.0+)? /.test(amount) ? '' : amount)
  const lines = rows.map((it) => [it.account, it.name, blank(it.debit), blank(it.credit)])
  return table([['', '', 'debit', 'credit'], ...lines, ['', 'both sides', debit, credit]], { right: [2, 3] })
}
