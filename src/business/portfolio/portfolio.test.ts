import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { approvalsMigrations, askApproval } from '#approvals'
import { bankingMigrations } from '#banking'
import { companiesMigrations, launchCompany, quarantineFile } from '#companies'
import { engineMigrations } from '#engine'
import { escalateConversation, inboxMigrations, receiveMessage } from '#inbox'
import { billAct, billById, draftBill, invoicingMigrations } from '#invoicing'
import { accepted, founder, instant, newId, printMoney, role } from '#kernel'
import { ledgerMigrations, postEntry } from '#ledger'
import { partiesMigrations } from '#parties'
import { companyHome, portfolioFigures, portfolioMigrations, waitingItems } from '#portfolio'
import type { CompanyId } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'

const file = readFileSync(join(process.cwd(), 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')
const sample = (name: string) =>
  readFileSync(join(process.cwd(), 'examples', 'first-month', 'quiet-inbox', 'mail', name))
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
    ...bankingMigrations,
    ...inboxMigrations,
    ...portfolioMigrations,
  ])
})
beforeEach(async () => {
  company = newId('cmp', store.clock.now(), store.chance)
  accepted(await store.execute(launchCompany, { company, actor: founder, input: { file } }))
})

const figures = async () => (await portfolioFigures(store)).find((it) => it.company.id === company)!
const mine = async () => (await waitingItems(store)).filter((it) => it.company === company)
const post = async (eventDay: string, account: string, amount: string) => {
  const postings = [
    { account: 'bank:main', amount },
    { account, amount: amount.startsWith('-') ? amount.slice(1) : `-${amount}` },
  ]
  const input = { eventDay, description: 'Something', source: 'test:1', postings }
  accepted(await store.execute(postEntry, { company, actor: founder, input }))
}
const seqOnFile = async () =>
  (
    await store.installation((rows) =>
      rows<{ seq: bigint }>('select seq from portfolio.figures where company_id = $1', [company]),
    )
  )[0]?.seq
const money = (amount: Parameters<typeof printMoney>[0]) => printMoney(amount)

test('a new company has its opening cash, nothing earned, and no runway yet', async () => {
  const { cash, earned, runway, waiting, trend } = await figures()
  expect([money(cash), money(earned), runway, waiting]).toEqual(['5000.00 EUR', '0.00 EUR', { kind: 'unknown' }, 0])
  expect(trend.map(money)).toEqual(['5000.00 EUR'])
})

test('figures follow every commit, and are not computed again when nothing happened', async () => {
  const before = await figures()
  await post('2026-10-01', 'revenue.services', '700.00 EUR')
  const after = await figures()
  expect([money(after.cash), money(after.earned)]).toEqual(['5700.00 EUR', '700.00 EUR'])
  expect(after.seq).toBeGreaterThan(before.seq)
  await store.installation((rows) => rows('update portfolio.figures set cash = 1 where company_id = $1', [company]))
  expect(money((await figures()).cash)).toBe('0.01 EUR')
  await post('2026-10-01', 'expense.software', '-100.00 EUR')
  expect(money((await figures()).cash)).toBe('5600.00 EUR')
})

test('a look that is older than the one on file is not kept', async () => {
  await figures()
  const seq = await seqOnFile()
  await store.installation((rows) =>
    rows(`update portfolio.figures set seq = seq + 1000, day = '2020-01-01' where company_id = $1`, [company]),
  )
  await figures()
  expect(await seqOnFile()).toBe(seq! + 1000n)
})

test('what waits is one list: the approval instead of its bill, the mail, the file, the nearest deadline first', async () => {
  const got = accepted(
    await store.execute(receiveMessage(sample('08-bill-serverhof.eml')), {
      company,
      actor: founder,
      input: { sha256: '', name: 'bill' },
    }),
  )
  const bill = await drafted(got.outcome.message!)
  expect((await mine()).map(({ kind, amount }) => [kind, amount])).toEqual([['bill', '1190.00 EUR']])
  await askFor(bill)
  const question = accepted(
    await store.execute(receiveMessage(sample('09-question-fair.eml')), {
      company,
      actor: founder,
      input: { sha256: '', name: 'question' },
    }),
  )
  await store.execute(escalateConversation, {
    company,
    actor: role('support'),
    input: {
      conversation: question.outcome.conversation!,
      reason: 'No answer fits.',
      evidence: { best: 'Prices', confidence: 0.2 },
    },
  })
  await store.execute(quarantineFile, {
    company,
    actor: founder,
    input: {
      name: 'x.bin',
      sha256: 'a'.repeat(64),
      bytes: 3,
      kind: 'unknown-file',
      reason: 'It is nothing.',
      fix: 'Fetch it again.',
    },
  })
  const items = await mine()
  expect(items.map(({ kind }) => kind)).toEqual(['conversation', 'approval', 'file'])
  const [mail, approval] = items
  expect(approval).toMatchObject({
    amount: '1190.00 EUR',
    about: { bill: bill.id },
    slug: expect.stringMatching(/^quiet-inbox/),
  })
  expect(approval!.acts.map(({ command }) => command)).toEqual(['approvals.approve', 'approvals.decline'])
  expect(mail!.evidence).toContainEqual({ label: 'best', value: 'Prices' })
  expect((await figures()).waiting).toBe(3)
  expect((await store.read(company, companyHome)).deadlines.map(({ kind }) => kind)).toContain('waiting')
})

test('the runway of a month’s burn counts what the business spent, and not what the founder paid in', async () => {
  await post('2026-10-05', 'expense.software', '-600.00 EUR')
  await post('2026-10-06', 'revenue.services', '100.00 EUR')
  await post('2026-10-07', 'equity.capital', '2500.00 EUR')
  store.clock.moveTo(instant('2026-11-04T09:00:00Z'))
  const { burn, runway, earned, trend, cash } = await figures()
  expect([money(burn!), money(earned), money(cash)]).toEqual(['500.00 EUR', '0.00 EUR', '7000.00 EUR'])
  expect(runway).toMatchObject({ kind: 'lasts', months: 14 })
  expect(trend.length).toBeGreaterThan(20)
  const home = await store.read(company, companyHome)
  expect(home.burns.map((it) => [it.month, money(it.burn)])).toEqual([['2026-10', '500.00 EUR']])
  expect(home.months.map((it) => [it.month, money(it.cash)])).toEqual([['2026-10', '7000.00 EUR']])
})

type Drafted = Awaited<ReturnType<typeof drafted>>

async function drafted(message: string) {
  const ubl = await store.read(company, (tx) =>
    tx.row<{ sha256: string }>(
      `select sha256 from inbox.attachments where company_id = $1 and message = $2 and filename like '%.xml'`,
      [company, message],
    ),
  )
  const done = accepted(
    await store.execute(draftBill, { company, actor: role('bookkeeping'), input: { document: ubl!.sha256 } }),
  )
  return accepted(await store.read(company, (tx) => billById(tx, done.outcome.bill)))
}

async function askFor(bill: Drafted) {
  const { amount, ...act } = billAct(bill)
  const input = {
    ...act,
    arguments: { bill: bill.id, document: bill.document },
    amount: money(amount!),
    sentence: `Pay ${money(amount!)} to ${bill.supplier}`,
    why: 'Above 500.00 EUR.',
    policyVersion: 'x',
  }
  accepted(await store.execute(askApproval, { company, actor: role('bookkeeping'), input }))
}
