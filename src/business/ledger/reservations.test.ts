import { accepted, addDays, dayOf, founder, isRefusal, startOf } from '#kernel'
import {
  balances,
  expireReservations,
  ledgerMigrations,
  openBooks,
  postEntry,
  reserve,
  settleReservation,
  voidReservation,
} from '#ledger'
import type { CompanyId } from '#store'
import { openTestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

/** A bank account with 100.00 EUR that may not be overdrawn. */
async function fundedBooks(): Promise<CompanyId> {
  const company = await store().company()
  const accounts = [{ account: 'bank:main', floor: '0.00 EUR' }]
  accepted(await store().execute(openBooks, { company, actor: founder, input: { currency: 'EUR', accounts } }))
  const postings = [
    { account: 'bank:main', amount: '100.00 EUR' },
    { account: 'equity.capital', amount: '-100.00 EUR' },
  ]
  const input = { eventDay: '2026-10-01', description: 'capital', source: 'test:1', postings }
  accepted(await store().execute(postEntry, { company, actor: founder, input }))
  return company
}

const hold = (company: CompanyId, amount: string, expiresAt?: string) =>
  store().execute(reserve, {
    company,
    actor: founder,
    input: {
      debit: 'payable',
      credit: 'bank:main',
      amount,
      description: 'a bill',
      source: 'test:2',
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
  })
const settle = (company: CompanyId, reservation: string, amount: string) =>
  store().execute(settleReservation, {
    company,
    actor: founder,
    input: { reservation, amount, eventDay: '2026-10-01' },
  })
const free = (company: CompanyId, reservation: string) =>
  store().execute(voidReservation, { company, actor: founder, input: { reservation, reason: 'cancelled' } })
async function bank(company: CompanyId) {
  const { accounts } = accepted(await store().ask(company, balances, {}))
  const found = accounts.find(({ account }) => account === 'bank:main')
  return [found?.amount, found?.pending, found?.available]
}

test('reserved money is no longer available, and a part that is posted frees the rest', async () => {
  const company = await fundedBooks()
  const { reservation } = accepted(await hold(company, '60.00 EUR')).outcome
  expect(await bank(company)).toEqual(['100.00 EUR', '40.00 EUR', '40.00 EUR'])
  expect(await hold(company, '40.01 EUR')).toMatchObject({ kind: 'below-floor', facts: { account: 'bank:main' } })
  expect(await settle(company, reservation, '60.01 EUR')).toMatchObject({ kind: 'more-than-reserved' })
  expect(await settle(company, reservation, '10.00 USD')).toMatchObject({ kind: 'more-than-reserved' })
  accepted(await settle(company, reservation, '25.00 EUR'))
  expect(await bank(company)).toEqual(['75.00 EUR', '75.00 EUR', '75.00 EUR'])
})

test('a reservation is resolved once, however many try at the same time', async () => {
  const company = await fundedBooks()
  const { reservation } = accepted(await hold(company, '60.00 EUR')).outcome
  const results = await Promise.all([
    settle(company, reservation, '60.00 EUR'),
    free(company, reservation),
    settle(company, reservation, '10.00 EUR'),
    free(company, reservation),
  ])
  expect(results.filter((it) => !isRefusal(it))).toHaveLength(1)
  expect(results.filter((it) => isRefusal(it) && it.kind === 'reservation-resolved')).toHaveLength(3)
})

test('an overdue reservation cannot be posted, and its money is free again once it has expired', async () => {
  const company = await fundedBooks()
  const tomorrow = startOf(addDays(dayOf(store().clock.now()), 1))
  const { reservation } = accepted(await hold(company, '60.00 EUR', tomorrow)).outcome
  expect(
    accepted(await store().execute(expireReservations, { company, actor: founder, input: {} })).outcome.expired,
  ).toEqual([])
  store().clock.moveTo(tomorrow)
  expect(await settle(company, reservation, '60.00 EUR')).toMatchObject({ kind: 'reservation-resolved' })
  const done = accepted(await store().execute(expireReservations, { company, actor: founder, input: {} }))
  expect(done).toMatchObject({ outcome: { expired: [reservation] }, events: [{ type: 'ledger.reservation-expired' }] })
  expect(await bank(company)).toEqual(['100.00 EUR', '100.00 EUR', '100.00 EUR'])
})

test('a settlement that may not be posted leaves the reservation as it was', async () => {
  const company = await fundedBooks()
  const foreign = accepted(
    await store().execute(reserve, {
      company,
      actor: founder,
      input: {
        debit: 'payable',
        credit: 'equity.capital',
        amount: '10.00 USD',
        description: 'dollars',
        source: 'test:3',
      },
    }),
  )
  expect(await settle(company, foreign.outcome.reservation, '10.00 USD')).toMatchObject({ kind: 'book-amount-missing' })
  expect(await free(company, foreign.outcome.reservation)).toMatchObject({ outcome: { state: 'voided' } })
})

test('of many who draw on an account at the same time, only as many are served as its floor allows', async () => {
  const company = await fundedBooks()
  const draw = () => {
    const postings = [
      { account: 'expense.software', amount: '30.00 EUR' },
      { account: 'bank:main', amount: '-30.00 EUR' },
    ]
    const input = { eventDay: '2026-10-01', description: 'software', source: 'test:4', postings }
    return store().execute(postEntry, { company, actor: founder, input })
  }
  const results = await Promise.all(Array.from({ length: 12 }, draw))
  expect(results.filter((it) => isRefusal(it) && it.kind === 'below-floor')).toHaveLength(9)
  expect((await bank(company))[2]).toBe('10.00 EUR')
})
