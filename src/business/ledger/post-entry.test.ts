import { accepted, founder, isRefusal, newId } from '#kernel'
import {
  balances,
  entries,
  entry,
  ledgerMigrations,
  openAccount,
  openBooks,
  postEntry,
  type PostingInput,
  replayBalances,
} from '#ledger'
import { type CompanyId, openPool, verifyLog } from '#store'
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

test('changed money passes through clearing.exchange, and the loss is what is left over', async () => {
  const company = await newBooks()
  const rate = { value: '0.92', source: 'ecb', day: '2026-09-30' }
  const usd = (account: PostingInput['account'], amount: string, book: string) => ({ account, amount, book, rate })
  accepted(
    await post(company, [
      usd('receivable', '1000.00 USD', '920.00 EUR'),
      usd('revenue.services', '-1000.00 USD', '-920.00 EUR'),
    ]),
  )
  const settled = [
    usd('receivable', '-1000.00 USD', '-920.00 EUR'),
    usd('clearing.exchange', '1000.00 USD', '920.00 EUR'),
    { account: 'clearing.exchange', amount: '-920.00 EUR' },
    { account: 'bank:main', amount: '900.00 EUR' },
  ]
  expect(await post(company, settled)).toMatchObject({
    kind: 'unbalanced',
    facts: { currency: 'EUR', minorOff: '-2000' },
  })
  accepted(await post(company, [...settled, { account: 'fx.realised', amount: '20.00 EUR' }]))
  const shown = accepted(await store().ask(company, balances, {})).accounts.map((it) => [
    it.account,
    it.amount,
    it.book,
  ])
  expect(shown).toContainEqual(['receivable', '0.00 USD', '0.00 EUR'])
  expect(shown).toContainEqual(['fx.realised', '20.00 EUR', '20.00 EUR'])
  expect(shown).toContainEqual(['revenue.services', '-1000.00 USD', '-920.00 EUR'])
})

test('absurd amounts are refused, and those that fit are exact', async () => {
  const company = await newBooks()
  const pair = (amount: string): PostingInput[] => [
    { account: 'bank:main', amount },
    { account: 'equity.capital', amount: `-${amount}` },
  ]
  accepted(await post(company, pair('1000000000000000.00 EUR')))
  expect(await post(company, pair('1000000000000000.01 EUR'))).toMatchObject({ kind: 'bad-input' })
  expect(await post(company, pair('99999999999999999999999999.00 EUR'))).toMatchObject({ kind: 'bad-input' })
  for (let i = 0; i < 39; i++) accepted(await post(company, pair('1000000000000000.00 EUR')))
  expect(await post(company, pair('0.01 EUR'))).toMatchObject({ kind: 'balance-too-large' })
  const many = await Promise.all([1, 2, 3].map(() => post(company, pair('0.01 EUR'))))
  expect(many.every((it) => isRefusal(it) && it.kind === 'balance-too-large')).toBe(true)
  const lines = Array.from({ length: 501 }, () => pair('0.01 EUR')).flat()
  expect(await post(company, lines)).toMatchObject({ kind: 'bad-input' })
  expect(await store().read(company, replayBalances)).toMatchObject({ ok: true })
})

test('hostile text is kept on one line, and empty text is refused', async () => {
  const company = await newBooks()
  const say = (description: string) => {
    const input = { eventDay: '2026-10-01', description, source: 'test:1', postings: sale }
    return store().execute(postEntry, { company, actor: founder, input })
  }
  const said = accepted(await say('a\u0001b\r\n\t c\u2028d'))
  expect(await store().ask(company, entry, said.outcome as { entry: string })).toMatchObject({ description: 'a b c d' })
  expect(await say(' \n\u0001 ')).toMatchObject({ kind: 'bad-input' })
  expect(await say('a\u0000b')).toMatchObject({ kind: 'bad-input' })
  expect(await say('x'.repeat(501))).toMatchObject({ kind: 'bad-input' })
})

test('entries are read newest first, page by page, of one account or all', async () => {
  const company = await newBooks()
  const days = ['2026-09-03', '2026-09-01', '2026-09-02', '2026-09-02', '2026-08-31']
  for (const eventDay of days) accepted(await post(company, sale, { eventDay }))
  const read: string[] = []
  for (let before: { eventDay: string; entry: string } | undefined, more = true; more;) {
    const page = accepted(
      await store().ask(company, entries, { limit: 2, account: 'receivable', ...(before ? { before } : {}) }),
    )
    expect(page.entries.every(({ amounts }) => amounts[0] === '119.00 EUR')).toBe(true)
    read.push(...page.entries.map((it) => it.eventDay))
    before = page.next
    more = before !== undefined
  }
  expect(read).toEqual(days.sort().reverse())
  expect(accepted(await store().ask(company, entries, { account: 'bank:main' })).entries).toEqual([])
})

test('nobody writes past the functions of the ledger, and nobody changes what is posted', async () => {
  const company = await newBooks()
  accepted(await post(company, sale))
  const app = openPool(store().connection, { role: 'kontor_app', size: 1 })
  const as = (sql: string) =>
    app.query(`begin; set local kontor.company = '${company}'; ${sql}`).finally(() => app.query('rollback'))
  const line = `insert into ledger.postings (company_id, entry_id, line, account, event_day, currency, amount, book_currency, book_amount)
    values ('${company}', 'ent_x', 1, 'cash', '2026-10-01', 'EUR', 100, 'EUR', 100)`
  for (const sql of [
    line,
    'update ledger.balances set posted = 0',
    'delete from ledger.postings',
    'update ledger.entries set description = $$x$$',
  ])
    await expect(as(sql), sql).rejects.toThrow('permission denied')
  const other = newId('cmp', store().clock.now(), store().chance)
  await expect(as(`select ledger.post_entries('${other}', '[]')`)).rejects.toThrow('serves')
  await app.end()
  await expect(
    store().owner.query(`update ledger.postings set amount = 1 where company_id = '${company}'`),
  ).rejects.toThrow('append-only')
})

test('a changed balance is found by the replay', async () => {
  const company = await newBooks()
  accepted(await post(company, sale))
  await store().owner.query(
    `update ledger.balances set posted = posted + 1 where company_id = $1 and account = 'receivable'`,
    [company],
  )
  const { ok, differences } = await store().read(company, replayBalances)
  expect(ok).toBe(false)
  expect(differences.map(({ what }) => what)).toEqual([
    'stored balance and postings differ',
    'stored balance and company log differ',
  ])
})

test('books are opened once, and an account once', async () => {
  const company = await newBooks()
  const again = await store().execute(openBooks, { company, actor: founder, input: { currency: 'USD' } })
  expect(again).toMatchObject({ kind: 'books-open-already' })
  const open = (account: string) => store().execute(openAccount, { company, actor: founder, input: { account } })
  accepted(await open('bank:usd'))
  expect(await open('bank:usd')).toMatchObject({ kind: 'account-exists', facts: { accounts: ['bank:usd'] } })
  expect(await open('bank:Two Words')).toMatchObject({ kind: 'bad-input' })
  expect(await open('plug')).toMatchObject({ kind: 'bad-input' })
  expect(await post(await store().company(), sale)).toMatchObject({ kind: 'books-not-open' })
})
