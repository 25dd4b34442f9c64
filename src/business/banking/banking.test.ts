import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { approvalsMigrations } from '#approvals'
import { bankingMigrations, bankLines, bookLine, bookLines, closeMonth, importStatement, statements } from '#banking'
import { companiesMigrations, launchCompany } from '#companies'
import { engineMigrations } from '#engine'
import { invoices, invoicingMigrations, issueInvoice } from '#invoicing'
import { accepted, founder, instant, newId, role, sha256 } from '#kernel'
import { balances, ledgerMigrations } from '#ledger'
import { meetParty, partiesMigrations } from '#parties'
import type { CompanyId } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeEach, expect, test } from 'vitest'

const root = process.cwd()
const file = readFileSync(join(root, 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')
const october = (name: string): Buffer => readFileSync(join(root, 'examples/first-month/quiet-inbox/bank', name))
const [first, second] = [october('2026-10-15.camt053.xml'), october('2026-10-31.camt053.xml')]
const bookkeeping = role('bookkeeping')
let store: TestStore
let company: CompanyId
beforeEach(async () => {
  store = await openTestStore([
    ...engineMigrations,
    ...ledgerMigrations,
    ...approvalsMigrations,
    ...partiesMigrations,
    ...companiesMigrations,
    ...invoicingMigrations,
    ...bankingMigrations,
  ])
  company = newId('cmp', store.clock.now(), store.chance)
  accepted(await store.execute(launchCompany, { company, actor: founder, input: { file } }))
})

const take = (bytes: Uint8Array) =>
  store.execute(importStatement(bytes), {
    company,
    actor: bookkeeping,
    input: { sha256: sha256(bytes), name: 'statement.xml' },
  })
const book = async () => accepted(await store.execute(bookLines, { company, actor: bookkeeping, input: {} })).outcome
const lines = async (state?: 'waiting' | 'booked') =>
  accepted(await store.ask(company, bankLines, state ? { state } : {}))

async function invoice(name: string, price: string): Promise<void> {
  const { outcome } = accepted(
    await store.execute(meetParty, {
      company,
      actor: bookkeeping,
      input: { name, country: 'DE', city: 'Berlin', postcode: '10115', street: 'Weg 1' },
    }),
  )
  accepted(
    await store.execute(issueInvoice, {
      company,
      actor: bookkeeping,
      input: { party: outcome.party, lines: [{ name: 'Care', quantity: 1, price }] },
    }),
  )
}

test('a payment that names its invoice is posted, and the bank account agrees with the statement', async () => {
  await invoice('Buchladen Morgenrot GmbH', '700.00 EUR')
  accepted(await take(first))
  expect(await book()).toMatchObject({ looked: 1, booked: 1, waiting: 0 })
  expect(await store.ask(company, invoices, {})).toMatchObject([{ number: 'QI-2026-0001', state: 'paid' }])
  const { accounts } = accepted(await store.ask(company, balances, {}))
  expect(accounts.find((it) => it.account === 'bank:main')?.amount).toBe('5833.00 EUR')
})

test('the same file twice adds nothing', async () => {
  accepted(await take(first))
  const again = accepted(await take(first))
  expect(again.outcome).toMatchObject({ statements: [{ lines: 1, newLines: 0, closing: '5833.00 EUR' }], known: true })
  expect(again.events).toEqual([])
  expect(accepted(await store.ask(company, statements, {}))).toHaveLength(1)
  expect(await lines()).toHaveLength(1)
})

test('two true twins in one file stay two', async () => {
  const text = first.toString()
  const [entry] = /<Ntry>[\s\S]*<\/Ntry>/.exec(text) ?? ['']
  const twin = entry.replaceAll(/\s*<AcctSvcrRef>.*<\/AcctSvcrRef>/g, '')
  const doubled = Buffer.from(text.replace(entry, `${twin}${twin}`).replace('5833.00', '6666.00'))
  expect(accepted(await take(doubled)).outcome.statements).toMatchObject([{ lines: 2, newLines: 2 }])
  expect(accepted(await take(doubled)).outcome.statements).toMatchObject([{ lines: 2, newLines: 0 }])
})

test('a file cut in half, one that does not add up, one of another account and one after a gap leave nothing behind', async () => {
  expect(await take(first.subarray(0, first.length / 2))).toMatchObject({ kind: 'xml-truncated' })
  expect(await take(Buffer.from(first.toString().replace('5833.00', '5834.00')))).toMatchObject({
    kind: 'statement-does-not-add-up',
    facts: { difference: '1.00 EUR' },
  })
  const other = first.toString().replaceAll('DE68200411339900000202', 'DE46120300009900000404')
  expect(await take(Buffer.from(other))).toMatchObject({ kind: 'statement-of-another-account' })
  expect(await take(Buffer.from(first.toString().replaceAll('Ccy="EUR"', 'Ccy="USD"')))).toMatchObject({
    refused: true,
  })
  accepted(await take(first))
  const gap = second.toString().replaceAll('5833.00', '5900.00').replaceAll('4913.10', '4980.10')
  expect(await take(Buffer.from(gap))).toMatchObject({ kind: 'statement-chain-broken' })
  expect(accepted(await store.ask(company, statements, {}))).toHaveLength(1)
  expect(await lines()).toHaveLength(1)
})

test('what nobody can explain waits with the reason, the bank fee is posted, and a person can book the rest', async () => {
  accepted(await take(first))
  accepted(await take(second))
  expect(await book()).toMatchObject({ looked: 5, booked: 1, waiting: 4 })
  const waiting = await lines('waiting')
  expect(waiting.map((it) => it.amount)).toContain('75.00 EUR')
  const unknown = waiting.find((it) => it.amount === '75.00 EUR')
  expect(unknown?.reason).toContain('Nordlicht')
  const input = { line: unknown?.id ?? '', account: 'income.other', description: 'Refund' }
  expect(await store.execute(bookLine, { company, actor: bookkeeping, input })).toMatchObject({ kind: 'not-allowed' })
  accepted(await store.execute(bookLine, { company, actor: founder, input }))
  expect(await store.execute(bookLine, { company, actor: founder, input })).toMatchObject({
    kind: 'line-booked-already',
  })
})

test('a month with an unexplained line is closed only with a reason, which lists the difference', async () => {
  accepted(await take(first))
  accepted(await take(second))
  await book()
  store.clock.moveTo(instant('2026-11-04T08:00:00Z'))
  const close = (because?: string) =>
    store.execute(closeMonth, { company, actor: founder, input: { month: '2026-10', ...(because ? { because } : {}) } })
  const refused = await close()
  expect(refused).toMatchObject({ kind: 'checks-failed' })
  expect(JSON.stringify(refused)).toContain('2026-10-28 75.00 EUR')
  expect(accepted(await close('we asked the bank')).outcome).toMatchObject({ state: 'closed' })
})

test('a statement whose month is closed waits instead of changing the books', async () => {
  store.clock.moveTo(instant('2026-11-04T08:00:00Z'))
  accepted(
    await store.execute(closeMonth, {
      company,
      actor: founder,
      input: { month: '2026-10', because: 'no statements yet' },
    }),
  )
  await invoice('Later', '1.00 EUR')
  accepted(await take(first))
  accepted(await take(second))
  expect(await book()).toMatchObject({ booked: 0, waiting: 5 })
  expect((await lines('waiting')).some((it) => it.reason.includes('closed'))).toBe(true)
})

test('a part of a sum that comes from somebody else waits, whatever number it names', async () => {
  for (const name of ['Buchladen Morgenrot GmbH', 'Blumen Beispiel', 'Fahrradladen Südring e.K.'])
    await invoice(name, '200.00 EUR')
  accepted(await take(first))
  accepted(await take(second))
  await book()
  const theirs = (await lines('waiting')).find((it) => it.counterparty.startsWith('Teepood'))
  expect(theirs?.reason).toContain('No open invoice fits')
  expect(accepted(await store.ask(company, invoices, { open: true }))).toHaveLength(3)
})

test('a line that came before its invoice is booked when it is looked at again, page by page', async () => {
  accepted(await take(first))
  expect(await book()).toMatchObject({ waiting: 1 })
  await invoice('Buchladen Morgenrot GmbH', '700.00 EUR')
  const again = (after?: string) =>
    store.execute(bookLines, {
      company,
      actor: bookkeeping,
      input: { again: true, limit: 1, ...(after ? { after } : {}) },
    })
  const { outcome } = accepted(await again())
  expect(outcome).toMatchObject({ looked: 1, booked: 1, more: true })
  expect(accepted(await again(outcome.last ?? '')).outcome).toMatchObject({ looked: 0, more: false })
})
