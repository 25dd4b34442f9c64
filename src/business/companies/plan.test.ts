import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { currency, money, printMoney } from '#kernel'
import type { CompanyFile, Policy } from './company-file.ts'
import { monthlyBudget, plan } from './plan.ts'
import { printProblems } from './problem.ts'
import { readCompanyFile } from './read-company-file.ts'

const eur = currency('EUR')

function read(text: string): CompanyFile {
  const result = readCompanyFile(text)
  if ('problems' in result) throw new Error(printProblems(result.problems))
  return result.file
}

const applied = read(`
name: Quiet Inbox
purpose: Answers mail.
jurisdiction: DE
currency: EUR
mail: [hello@quiet-inbox.example]
legal: { form: UG, address: [Uferweg 12], postcode: "20095", city: Hamburg }
tax: { vat: DE123456788, registered: true }
bank: [{ iban: DE89370400440532013000, name: Hafenbank, opens: "5000.00" }]
offers:
  - { id: setup, version: 1.0.0, title: T, description: D, price: { kind: fixed, amount: "500.00" } }
roles:
  support: { autonomy: act-within-limits, limits: { perDay: 40 }, budget: 20.00 EUR a month }
  finance: { budget: 1.00 EUR a day }
policies:
  - { id: bills, effect: money, decide: allow }
  - { id: large, effect: money, when: { above: "500.00" }, decide: ask }
partners: [{ company: ledgerline, for: bookkeeping }]
`)

const planTo = (wanted: CompanyFile, hasBooks = true) => plan({ applied, wanted, hasBooks })
const money10 = money(1000n, eur)

test('a file compared with itself plans nothing', () => {
  expect(planTo(structuredClone(applied))).toEqual({ changes: [], refused: [] })
})

test('currency and jurisdiction stay once there are books, and may change before', () => {
  const wanted = { ...applied, currency: currency('USD'), jurisdiction: 'US' as const }
  expect(
    planTo(wanted)
      .refused.map((one) => one.kind)
      .sort(),
  ).toEqual(['currency-fixed', 'jurisdiction-fixed'])
  const { changes, refused } = planTo(wanted, false)
  expect(refused).toEqual([])
  expect(changes.filter((one) => one.needsApproval).map((one) => one.path)).toEqual(['jurisdiction', 'currency'])
})

test('a posted opening balance is corrected by an entry, not by the file', () => {
  const bank = applied.bank.map((account) => ({ ...account, opens: money10 }))
  expect(planTo({ ...applied, bank }).refused[0]?.kind).toBe('opening-balance-fixed')
})

test('a raised budget needs approval and says what it costs a month; a lowered one saves', () => {
  const roles = (cents: bigint, per: 'month' | 'day') => ({
    ...applied.roles,
    support: { ...applied.roles.support!, budget: { amount: money(cents, eur), per } },
  })
  const raised = planTo({ ...applied, roles: roles(5000n, 'month') }).changes
  expect(raised).toMatchObject([{ path: 'roles.support.budget', was: '20.00 EUR a month', needsApproval: true }])
  expect(printMoney(raised[0]!.cost!)).toBe('30.00 EUR')
  const lowered = planTo({ ...applied, roles: roles(500n, 'month') }).changes
  expect(lowered[0]?.needsApproval).toBe(false)
  expect(printMoney(lowered[0]!.cost!)).toBe('-15.00 EUR')
  expect(planTo({ ...applied, roles: roles(50n, 'day') }).changes[0]?.needsApproval).toBe(true)
  expect(printMoney(monthlyBudget(applied))).toBe('51.00 EUR')
})

test('a limit that is raised or removed needs approval, a lowered one does not', () => {
  const to = (limits: { perDay?: number }) =>
    planTo({ ...applied, roles: { ...applied.roles, support: { ...applied.roles.support!, limits } } }).changes[0]
  expect([to({ perDay: 41 }), to({}), to({ perDay: 39 })].map((one) => one?.needsApproval)).toEqual([true, true, false])
})

test('a role that begins needs approval, a role that stops does not', () => {
  const { support, finance } = applied.roles
  const begins = planTo({ ...applied, roles: { ...applied.roles, bookkeeping: finance! } }).changes
  expect(begins).toMatchObject([{ path: 'roles.bookkeeping', needsApproval: true }])
  const stops = planTo({ ...applied, roles: { support: support! } }).changes
  expect(stops).toMatchObject([{ path: 'roles.finance', needsApproval: false }])
})

const policies = (change: Partial<Policy>[]): CompanyFile => ({
  ...applied,
  policies: [
    ...applied.policies.filter((one) => !change.some((other) => other.id === one.id)),
    ...(change as Policy[]),
  ],
})

test.each([
  [
    'a rule that asks from a higher amount on',
    { id: 'large', effect: 'money', when: { above: money(90000n, eur) }, decide: 'ask' },
    true,
  ],
  [
    'a rule that asks from a lower amount on',
    { id: 'large', effect: 'money', when: { above: money10 }, decide: 'ask' },
    false,
  ],
  ['a new rule that denies', { id: 'new', effect: 'money', when: { role: 'finance' }, decide: 'deny' }, false],
  ['a new rule that allows what was denied', { id: 'new', effect: 'secret', when: {}, decide: 'allow' }, true],
  [
    'a new rule that allows what is asked anyway',
    { id: 'new', effect: 'money', when: { above: money(60000n, eur) }, decide: 'allow' },
    false,
  ],
] as const)('%s', (_, rule, needsApproval) => {
  expect(planTo(policies([rule as Policy])).changes.some((one) => one.needsApproval)).toBe(needsApproval)
})

test('removing the rule that asks loosens, removing the rule that allows does not', () => {
  const without = (id: string) =>
    planTo({ ...applied, policies: applied.policies.filter((one) => one.id !== id) }).changes
  expect(without('large')[0]?.needsApproval).toBe(true)
  expect(without('bills').some((one) => one.needsApproval)).toBe(false)
})

test('an offer that is no longer sold keeps its history', () => {
  const [change] = planTo({ ...applied, offers: [] }).changes
  expect(change).toMatchObject({ path: 'offers.setup', needsApproval: false })
  expect(change?.sentence).toContain('what was sold of it stays')
})

test('a new price needs a new version of the offer', () => {
  const priced = (version: string) =>
    applied.offers.map((offer) => ({
      ...offer,
      version,
      price: { kind: 'fixed' as const, amount: money10, vat: 'service' as const },
    }))
  expect(planTo({ ...applied, offers: priced('1.0.0') }).refused[0]?.kind).toBe('offer-version-not-raised')
  expect(planTo({ ...applied, offers: priced('0.9.9') }).refused).toHaveLength(1)
  expect(planTo({ ...applied, offers: priced('1.0.10') }).refused).toEqual([])
})

test('launching lists all that the company is and asks once', () => {
  const { changes, refused } = plan({ applied: undefined, wanted: applied, hasBooks: false })
  expect(refused).toEqual([])
  expect(changes.every((one) => !one.needsApproval && one.was === undefined)).toBe(true)
  expect(changes.map((one) => one.path)).toContain('offers.setup')
})

test('knowledge is counted, not shown', () => {
  const entry = (id: string, answer: string) => ({ id, questions: ['Q?'], answer })
  const knowledge = {
    applied: [entry('a', '1'), entry('b', '1')],
    wanted: [entry('b', '2'), entry('c', '1'), entry('d', '1')],
  }
  const { changes } = plan({ applied, wanted: applied, hasBooks: true, knowledge })
  expect(changes.map((one) => one.sentence)).toEqual(['Knowledge: 2 added, 1 changed, 1 removed.'])
})

test('every field that differs is a change', () => {
  // Amounts of policies are always in the company's currency: the schema refuses others.
  const leaves = places(applied).filter((place) => !(place[0] === 'policies' && place.at(-1) === 'currency'))
  fc.assert(
    fc.property(fc.constantFrom(...leaves), (place) => {
      const wanted = altered(applied, place)
      const { changes } = planTo(wanted, false)
      expect(changes.length, place.join('.')).toBeGreaterThan(0)
      const back = plan({ applied: wanted, wanted: applied, hasBooks: false }).changes
      expect(back.length).toBe(changes.length)
    }),
    { numRuns: 200 },
  )
  expect(leaves.length).toBeGreaterThan(40)
})

type Place = readonly (string | number)[]

function places(value: unknown, path: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) =>
    places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function altered(file: CompanyFile, place: Place): CompanyFile {
  const copy = structuredClone(file)
  const parent = place
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>((at, step) => at[step] as never, copy as never)
  const last = place.at(-1)!
  const old = parent[last]
  parent[last] =
    typeof old === 'bigint'
      ? old + 1n
      : typeof old === 'number'
        ? old + 1
        : typeof old === 'boolean'
          ? !old
          : other(String(old))
  return copy
}

/** Another text; words that code switches on stay in their list. */
function other(text: string): string {
  return { EUR: 'USD', month: 'day', day: 'month', finance: 'support' }[text] ?? `${text}x`
}
