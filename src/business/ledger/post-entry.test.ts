import { accepted, founder, isRefusal } from '#kernel'
import { ledgerMigrations, openBooks, postEntry, type PostingInput } from '#ledger'
import { type CompanyId, verifyLog } from '#store'
import { openTestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

async function newBooks(): Promise<CompanyId> {
  const company = await store().company()
  const input = { currency: 'EUR', accounts: [{ account: 'bank:main', name: 'Main account' }] }
  accepted(await store().execute(openBooks, { company, actor: founder, input }))
  return company
}

const sale: PostingInput[] = [
  { account: 'receivable', amount: '119.00 EUR' },
  { account: 'revenue.services', amount: '-100.00 EUR' },
  { account: 'vat.output', amount: '-19.00 EUR' },
]
const post = (company: CompanyId, postings: PostingInput[], more: { key?: string; eventDay?: string } = {}) =>
  store().execute(postEntry, {
    company,
    actor: founder,
    input: { eventDay: more.eventDay ?? '2026-10-01', description: 'a sale', source: 'invoicing:inv_1', postings },
    ...(more.key === undefined ? {} : { key: more.key }),
  })

test('a balanced entry is posted once and stands in the log', async () => {
  const company = await newBooks()
  const first = accepted(await post(company, sale, { key: 'k' }))
  expect(first.outcome.entry).toMatch(/^ent_/)
  expect(accepted(await post(company, sale, { key: 'k' }))).toMatchObject({ outcome: first.outcome, replayed: true })
  expect(await post(company, sale, { key: 'k', eventDay: '2026-10-02' })).toMatchObject({
    kind: 'idempotency-conflict',
  })
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: 2 })
})

test.each([
  ['unbalanced', [sale[0]!, sale[1]!]],
  [
    'unknown-account',
    [
      { account: 'bank:other', amount: '1.00 EUR' },
      { account: 'payable', amount: '-1.00 EUR' },
    ],
  ],
  ['zero-posting', [...sale, { account: 'bank:main', amount: '0.00 EUR' }]],
  [
    'book-amount-missing',
    [
      { account: 'receivable', amount: '1.00 USD' },
      { account: 'payable', amount: '-1.00 USD' },
    ],
  ],
  [
    'bad-input',
    [
      { account: 'receivable', amount: '1.005 EUR' },
      { account: 'payable', amount: '-1.005 EUR' },
    ],
  ],
])('an entry that is wrong is refused as %s', async (kind, postings: PostingInput[]) => {
  expect(await post(await newBooks(), postings)).toMatchObject({ kind })
})

test('many entries at once are posted in one batch, and the wrong ones among them refused', async () => {
  const company = await newBooks()
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      post(company, i % 5 === 0 ? [sale[0]!, sale[1]!] : sale, { key: `k${i % 40}` }),
    ),
  )
  expect(results.filter((it) => isRefusal(it) && it.kind === 'unbalanced')).toHaveLength(10)
  expect(results.filter((it) => !isRefusal(it) && it.replayed)).toHaveLength(8)
})
