import { spawnSync } from 'node:child_process'
import { accepted, founder } from '#kernel'
import {
  balances,
  hledgerJournal,
  ledgerMigrations,
  openBooks,
  postEntry,
  type PostingInput,
  reverseEntry,
} from '#ledger'
import { openTestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { hledgerName } from './hledger.ts'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

const hasHledger = spawnSync('hledger', ['--version']).status === 0
function hledger(args: readonly string[], journal: string): string {
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
  const done = spawnSync('hledger', args, { input: journal, encoding: 'utf8', env })
  if (done.status !== 0) throw new Error(`hledger ${args.join(' ')}: ${done.stderr}\n${journal}`)
  return done.stdout
}

const rate = { value: '0.92', source: 'ecb', day: '2026-09-30' }
const fixed: PostingInput[][] = [
  [
    {
      account: 'receivable',
      amount: '1000.00 USD',
      book: '920.00 EUR',
      rate,
      party: 'acme, date:2026-99-99 [2026/13/45]',
    },
    { account: 'revenue.services.abroad', amount: '-1000.00 USD', book: '-920.00 EUR', rate, document: 'a'.repeat(64) },
  ],
  [
    { account: 'bank:main', amount: '900.00 EUR' },
    { account: 'fx.realised', amount: '20.00 EUR' },
    { account: 'clearing.exchange', amount: '-920.00 EUR' },
    { account: 'clearing.exchange', amount: '1000.00 USD', book: '920.00 EUR', rate },
    { account: 'receivable', amount: '-1000.00 USD', book: '-920.00 EUR', rate },
  ],
  [
    { account: 'bank:main', amount: '1000000000000000.00 EUR' },
    { account: 'equity.capital', amount: '-1000000000000000.00 EUR' },
  ],
  [
    { account: 'expense.software', amount: '12000 JPY', book: '75.01 EUR', rate },
    { account: 'income.other', amount: '-12000 JPY', book: '-75.01 EUR', rate },
  ],
  [
    { account: 'expense.travel', amount: '0.001 KWD', book: '0.00 EUR', rate },
    { account: 'payable.card', amount: '-0.001 KWD', book: '0.00 EUR', rate },
  ],
]
const hostile = [
  '; comment',
  '* (x) ! = | a',
  '2026-01-01',
  'include /etc/passwd',
  'end comment',
  '‮🙂 "quoted" @@ 5',
  'a\n2026-01-01 b\n  c  1 EUR\n',
]

test.runIf(hasHledger)(
  'the journal passes the strict check of hledger and its balances are ours to the cent',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        // Text with a zero is refused at the store's door, which its own tests hold.
        fc.array(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((text) => text.replaceAll('\u0000', '')),
          { maxLength: 5 },
        ),
        async (texts) => {
          const company = await store().company()
          const input = { currency: 'EUR', accounts: [{ account: 'bank:main', name: 'Main; account, [2026-01-01]' }] }
          accepted(await store().execute(openBooks, { company, actor: founder, input }))
          const words = [...hostile, ...texts].filter((it) => /[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]/u.test(it))
          const posted: string[] = []
          for (const [i, description] of words.entries()) {
            const postings = fixed[i % fixed.length] ?? []
            const entry = { eventDay: '2026-09-30', description, source: description, postings }
            posted.push(
              accepted(await store().execute(postEntry, { company, actor: founder, input: entry })).outcome.entry,
            )
          }
          accepted(
            await store().execute(reverseEntry, {
              company,
              actor: founder,
              input: { entry: posted[4]!, reason: '; no' },
            }),
          )
          const journal = await store().read(company, async (tx) => {
            let text = ''
            for await (const piece of hledgerJournal(tx)) text += piece
            return text
          })
          hledger(['check', '-s', '-f', '-'], journal)
          const { accounts } = accepted(await store().ask(company, balances, {}))
          const ours = accounts
            .filter(({ amount }) => !/^0(\.0+)? /.test(amount))
            .map((it) => `${hledgerName(it)} ${it.amount}`)
          const csv = hledger(['bal', '-N', '--flat', '-O', 'csv', '--layout', 'bare', '-f', '-'], journal)
          const theirs = csv
            .trim()
            .split('\n')
            .slice(1)
            .map((line) => JSON.parse(`[${line}]`) as [string, string, string])
          expect(
            theirs
              .filter(([, , value]) => !/^0(\.0+)?$/.test(value))
              .map(([account, code, value]) => `${account} ${value} ${code}`)
              .sort(),
          ).toEqual(ours.sort())
          expect(hledger(['print', 'tag:document=aaaa', '-f', '-'], journal)).toContain(posted[0])
        },
      ),
      { numRuns: 4 },
    )
  },
)
