import { type Actor, accepted, founder, role } from '#kernel'
import {
  closePeriod,
  ledgerMigrations,
  openBooks,
  periods,
  postEntry,
  profitAndLoss,
  reopenPeriod,
  reverseEntry,
  softLockPeriod,
  trialBalance,
} from '#ledger'
import type { CompanyId } from '#store'
import { openTestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

async function newBooks(): Promise<CompanyId> {
  const company = await store().company()
  accepted(await store().execute(openBooks, { company, actor: founder, input: { currency: 'EUR' } }))
  return company
}
const sell = (company: CompanyId, eventDay: string, more: { adjusting?: boolean } = {}) => {
  const postings = [
    { account: 'receivable', amount: '119.00 EUR' },
    { account: 'revenue.services', amount: '-100.00 EUR' },
    { account: 'vat.output', amount: '-19.00 EUR' },
  ]
  const input = { eventDay, description: 'a sale', source: 'test:1', postings, ...more }
  return store().execute(postEntry, { company, actor: founder, input })
}
const close = (company: CompanyId, month: string, more = {}) =>
  store().execute(closePeriod, { company, actor: founder, input: { month, ...more } })
const reopen = (company: CompanyId, month: string, actor: Actor = founder) =>
  store().execute(reopenPeriod, { company, actor, input: { month, reason: 'a bill came late' } })

test('a closed month takes no entry, by no way in, and its trial balance stays as it was hashed', async () => {
  const company = await newBooks()
  const { entry } = accepted(await sell(company, '2026-09-30')).outcome
  const closed = accepted(await close(company, '2026-09')).outcome
  expect(await sell(company, '2026-09-30')).toMatchObject({ kind: 'period-closed' })
  expect(await sell(company, '2026-09-30', { adjusting: true })).toMatchObject({ kind: 'period-closed' })
  expect(await sell(company, '2025-01-01')).toMatchObject({ kind: 'period-closed' })
  const reverse = (more = {}) =>
    store().execute(reverseEntry, { company, actor: founder, input: { entry, reason: 'wrong', ...more } })
  expect(await reverse()).toMatchObject({ kind: 'period-closed' })
  expect(await reverse({ eventDay: '2026-09-29' })).toMatchObject({ kind: 'reversal-too-early' })
  accepted(await reverse({ eventDay: '2026-10-01' }))
  accepted(await sell(company, '2026-10-01'))
  const shown = accepted(await store().ask(company, trialBalance, { asOf: '2026-09-30' }))
  expect(shown).toMatchObject({ hash: closed.trialBalance, debit: '119.00 EUR', credit: '119.00 EUR' })
  expect(await close(company, '2026-09')).toMatchObject({ kind: 'period-closed' })
})

test('a soft-locked month takes only adjusting entries', async () => {
  const company = await newBooks()
  accepted(await store().execute(softLockPeriod, { company, actor: founder, input: { month: '2026-09' } }))
  expect(await sell(company, '2026-09-30')).toMatchObject({ kind: 'period-soft-locked' })
  accepted(await sell(company, '2026-09-30', { adjusting: true }))
})

test('a month is closed after the months before it, and not before it is over', async () => {
  const company = await newBooks()
  await sell(company, '2026-07-15')
  expect(await close(company, '2026-09')).toMatchObject({ kind: 'earlier-period-open', facts: { open: '2026-07' } })
  accepted(await close(company, '2026-07'))
  accepted(await close(company, '2026-09'))
  const skip = [{ check: 'month-over', reason: 'in a hurry' }]
  expect(await close(company, '2026-10', { skip })).toMatchObject({ kind: 'checks-failed' })
})

test('a check of another room stops the close unless it is skipped with a reason', async () => {
  const company = await newBooks()
  const checks = [{ check: 'bank-reconciled', ok: false, why: 'bank:main has no statement of 2026-09-30' }]
  expect(await close(company, '2026-09', { checks })).toMatchObject({
    kind: 'checks-failed',
    facts: { failed: [{ check: 'bank-reconciled' }] },
  })
  const done = await close(company, '2026-09', {
    checks,
    skip: [{ check: 'bank-reconciled', reason: 'no account yet' }],
  })
  expect(accepted(done).outcome.checks.at(-1)).toMatchObject({ ok: false, skipped: 'no account yet' })
})

test('only a person reopens a month, the last one, with a reason; last year is final', async () => {
  const company = await newBooks()
  for (const month of ['2025-12', '2026-01', '2026-03']) accepted(await close(company, month))
  expect(await reopen(company, '2026-03', role('bookkeeping'))).toMatchObject({ kind: 'not-allowed' })
  expect(await reopen(company, '2026-01')).toMatchObject({ kind: 'later-period-closed' })
  accepted(await reopen(company, '2026-03'))
  accepted(await sell(company, '2026-02-01'))
  expect(await sell(company, '2026-01-31')).toMatchObject({ kind: 'period-closed' })
  accepted(await reopen(company, '2026-01'))
  expect(await reopen(company, '2025-12')).toMatchObject({ kind: 'year-final' })
  const shown = accepted(await store().ask(company, periods, {})).periods
  expect(shown).toHaveLength(11)
  expect(shown.filter(({ state }) => state === 'closed').map(({ month }) => month)).toEqual(['2025-12'])
  expect(shown.find(({ month }) => month === '2026-03')?.acts.map(({ act }) => act)).toEqual(['closed', 'reopened'])
})

test('profit and loss shows what was earned and spent between two days', async () => {
  const company = await newBooks()
  await sell(company, '2026-08-31')
  await sell(company, '2026-09-01')
  const shown = accepted(await store().ask(company, profitAndLoss, { from: '2026-09-01', to: '2026-09-30' }))
  expect(shown).toMatchObject({ totalIncome: '100.00 EUR', totalExpenses: '0.00 EUR', result: '100.00 EUR' })
})
