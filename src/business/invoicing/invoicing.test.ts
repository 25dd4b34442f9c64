import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { approve, approvalsMigrations, askApproval } from '#approvals'
import { companiesMigrations, fileInForce, launchCompany } from '#companies'
import { engineMigrations } from '#engine'
import {
  billAct,
  bills,
  approveBill,
  draftBill,
  invoices,
  invoicingMigrations,
  issueInvoice,
  readUbl,
  recordBillPayment,
  recordPayment,
  writeUbl,
} from '#invoicing'
import { accepted, founder, type Id, isRefusal, newId, printMoney, role } from '#kernel'
import { ledgerMigrations } from '#ledger'
import { meetParty, partiesMigrations } from '#parties'
import { type CompanyId, defineCommand, keepBlob, readBlob } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

const file = readFileSync(join(process.cwd(), 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')
const finance = role('finance')
const bookkeeping = role('bookkeeping')
let store: TestStore
let company: CompanyId
beforeAll(async () => {
  store = await openTestStore([
    ...engineMigrations,
    ...ledgerMigrations,
    ...approvalsMigrations,
    ...partiesMigrations,
    ...companiesMigrations,
    ...invoicingMigrations,
  ])
})
beforeEach(async () => {
  company = newId('cmp', store.clock.now(), store.chance)
  accepted(await store.execute(launchCompany, { company, actor: founder, input: { file } }))
})

const meet = async (input: Parameters<typeof meetParty.run>[1]) =>
  accepted(await store.execute(meetParty, { company, actor: finance, input })).outcome.party
const line = { name: 'A month of inbox care', quantity: 1, price: '200.00 EUR' }
const issue = (party: Id<'pty'>, lines = [line]) =>
  store.execute(issueInvoice, { company, actor: finance, input: { party, lines } })
const balance = async (account: string) =>
  Number(
    (
      await store.read(company, (tx) =>
        tx.row<{ posted: bigint }>('select posted from ledger.balances where company_id = $1 and account = $2', [
          company,
          account,
        ]),
      )
    )?.posted ?? 0n,
  )

test('a domestic invoice bears VAT, is posted, and its file says the same', async () => {
  const party = await meet({
    name: 'Fahrradladen',
    country: 'DE',
    city: 'Paderborn',
    postcode: '33104',
    street: 'Südring 118',
  })
  const { outcome } = accepted(await issue(party))
  expect(outcome).toMatchObject({
    number: 'QI-2026-0001',
    net: '200.00 EUR',
    tax: '38.00 EUR',
    gross: '238.00 EUR',
    due: '2026-10-15',
  })
  expect([await balance('receivable'), await balance('revenue.services'), await balance('vat.output')]).toEqual([
    23_800, -20_000, -3_800,
  ])
  const blob = await store.read(company, (tx) => readBlob(tx, outcome.document))
  const read = accepted(readUbl(blob!.content))
  expect([read.number, printMoney(read.totals.payable), read.seller.vatId]).toEqual([
    'QI-2026-0001',
    '238.00 EUR',
    'DE991000107',
  ])
})

test('a business in another EU country is charged nothing and owes the VAT itself', async () => {
  const party = await meet({ name: 'Teepood OÜ', country: 'EE', vatId: 'EE990100209', city: 'Tartu' })
  const done = await issue(party)
  if (isRefusal(done)) expect(done.kind).toMatch(/vat-id/)
  else expect(done.outcome).toMatchObject({ tax: '0.00 EUR', gross: '200.00 EUR' })
})

test('invoice numbers have no gaps, also when invoices are issued at once and some are refused', async () => {
  const good = await meet({ name: 'Good', country: 'DE' })
  const bad = await meet({ name: 'Nowhere' })
  const done = await Promise.all(Array.from({ length: 12 }, (_, i) => issue(i % 3 === 0 ? bad : good)))
  expect(done.filter(isRefusal).map((it) => it.kind)).toEqual(Array.from({ length: 4 }, () => 'buyer-country-unknown'))
  const numbers = done.flatMap((it) => (isRefusal(it) ? [] : [it.outcome.number])).sort()
  expect(numbers).toEqual(Array.from({ length: 8 }, (_, i) => `QI-2026-000${i + 1}`))
})

test('a part payment leaves the rest open, and more than is open is refused', async () => {
  const party = await meet({ name: 'Teilzahler', country: 'DE' })
  const { outcome } = accepted(await issue(party))
  const pay = (amount: string) =>
    store.execute(recordPayment, {
      company,
      actor: bookkeeping,
      input: { invoice: outcome.invoice, amount, day: '2026-10-10', account: 'bank:main', source: 'test' },
    })
  expect(accepted(await pay('100.00 EUR')).outcome).toMatchObject({ open: '138.00 EUR' })
  expect(await pay('138.01 EUR')).toMatchObject({ kind: 'payment-exceeds-open', facts: { open: '138.00 EUR' } })
  expect(await pay('138.00 USD')).toMatchObject({ kind: 'payment-in-another-currency' })
  const [one, two] = await Promise.all([pay('138.00 EUR'), pay('138.00 EUR')])
  expect([one, two].filter(isRefusal)).toHaveLength(1)
  expect(await store.ask(company, invoices, {})).toMatchObject([{ state: 'paid', open: '0.00 EUR' }])
  expect(await balance('receivable')).toBe(0)
})

test('paying an invoice takes its reminders off the calendar', async () => {
  const { outcome } = accepted(await issue(await meet({ name: 'Zahler', country: 'DE' })))
  const due = () =>
    store.read(company, (tx) => tx.rows('select key from engine.calendar where company_id = $1', [company]))
  expect(await due()).toHaveLength(2)
  await store.execute(recordPayment, {
    company,
    actor: bookkeeping,
    input: { invoice: outcome.invoice, amount: '238.00 EUR', day: '2026-10-10', account: 'bank:main', source: 't' },
  })
  expect(await due()).toHaveLength(0)
})

const keep = (content: string) =>
  defineCommand({
    name: 'test.keep',
    summary: 'Keeps',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    run: (tx) => keepBlob(tx, { content: Buffer.from(content), contentType: 'application/xml' }),
  })

async function billFile(total: string): Promise<string> {
  const supplier = await meet({ name: 'Buyer of ours', country: 'DE' })
  const { outcome } = accepted(await issue(supplier, [{ name: 'Servers', quantity: 1, price: total }]))
  const blob = await store.read(company, (tx) => readBlob(tx, outcome.document))
  const invoice = accepted(readUbl(blob!.content))
  const theirs = {
    ...invoice,
    number: 'SH-1',
    seller: { ...invoice.seller, name: 'Serverhof GmbH', vatId: 'DE994000400' },
    payment: { means: '58', account: 'DE46120300009900000404' },
  }
  return accepted(await store.execute(keep(writeUbl(theirs)), { company, actor: founder, input: {} })).outcome
}

test('a large bill is posted only with the approval of exactly this bill, and never twice', async () => {
  const document = await billFile('1000.00 EUR')
  const { outcome: drafted } = accepted(
    await store.execute(draftBill, { company, actor: bookkeeping, input: { document } }),
  )
  expect(await store.execute(draftBill, { company, actor: bookkeeping, input: { document } })).toMatchObject({
    kind: 'bill-known-already',
  })
  const post = (approval?: Id<'apr'>) =>
    store.execute(approveBill, {
      company,
      actor: bookkeeping,
      input: { bill: drafted.bill, ...(approval ? { approval } : {}) },
    })
  expect(await post()).toMatchObject({ kind: 'policy-asks' })
  const approval = await asked(drafted.bill)
  expect(await post(approval)).toMatchObject({ kind: 'approval-not-open' })
  accepted(await store.execute(approve, { company, actor: founder, input: { approval } }))
  const tries = await Promise.all([post(approval), post(approval)])
  expect(tries.filter(isRefusal)).toHaveLength(1)
  expect([await balance('expense.services'), await balance('vat.input'), await balance('payable')]).toEqual([
    100_000, 19_000, -119_000,
  ])
  const paid = await store.execute(recordBillPayment, {
    company,
    actor: bookkeeping,
    input: { bill: drafted.bill, amount: '1190.00 EUR', day: '2026-10-20', account: 'bank:main', source: 't' },
  })
  expect(accepted(paid).outcome.open).toBe('0.00 EUR')
})

async function asked(id: Id<'bil'>): Promise<Id<'apr'>> {
  const [bill] = accepted(await store.ask(company, bills, {}))
  const { digest } = await store.read(company, fileInForce)
  const act = billAct({ ...bill!, id } as never)
  const input = {
    tool: act.tool,
    arguments: { bill: id, document: bill!.document },
    effect: act.effect,
    amount: bill!.gross,
    recipient: bill!.iban,
    sentence: 'Accept',
    why: 'above',
    policyVersion: digest,
  }
  return accepted(await store.execute(askApproval, { company, actor: bookkeeping, input })).outcome
    .approval as Id<'apr'>
}

test('a small bill is posted by the role alone', async () => {
  const document = await billFile('100.00 EUR')
  const { outcome } = accepted(await store.execute(draftBill, { company, actor: bookkeeping, input: { document } }))
  expect(
    isRefusal(await store.execute(approveBill, { company, actor: bookkeeping, input: { bill: outcome.bill } })),
  ).toBe(false)
})

test('a bill that comes after its month was closed is posted on the first open day, and says its date', async () => {
  const document = await billFile('100.00 EUR')
  const { outcome } = accepted(await store.execute(draftBill, { company, actor: bookkeeping, input: { document } }))
  await store.owner.query(
    `update ledger.books set closed_through = '2026-10', soft_locked_through = '2026-10' where company_id = $1`,
    [company],
  )
  const { outcome: posted } = accepted(
    await store.execute(approveBill, { company, actor: bookkeeping, input: { bill: outcome.bill } }),
  )
  const entry = await store.read(company, (tx) =>
    tx.row('select event_day, description from ledger.entries where company_id = $1 and id = $2', [
      company,
      posted.entry,
    ]),
  )
  expect(entry).toMatchObject({ event_day: '2026-11-01', description: expect.stringContaining('dated 2026-10-01') })
})
