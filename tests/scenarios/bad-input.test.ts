import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  badInvoices,
  badMails,
  badStatements,
  badThings,
  goodBill,
  goodMail,
  goodStatement,
  lateBill,
  lateStatement,
  oddMail,
} from './bad-files.ts'
import { type Kontor, openKontor, type Told } from './kontor.ts'
import type { TakenFile } from './month.ts'
import { changedTables, dumpOf } from './table-dump.ts'

const scene: { kontor?: Kontor } = {}
const kontor = () => scene.kontor!
beforeAll(async () => {
  scene.kontor = await openKontor()
  await kontor().run('simulate', '--from', '2026-10-15T06:00:00Z')
  await kontor().run('launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes')
})

let files = 0
function fileOf(content: string | Buffer, name = `file-${files++}`): string {
  const path = join(kontor().folder, name)
  writeFileSync(path, content)
  return path
}

/** What a quarantine entry and the log of it are written into; nothing else may change. */
const quarantine = ['companies.quarantine', 'store.log', 'store.log_heads']

type Import = { files: TakenFile[]; quarantined: number }

describe.each([
  ['a statement', badStatements],
  ['a mail', badMails],
  ['an invoice', badInvoices],
  ['a file that is none of these:', badThings],
])('%s', (_, bad) => {
  test.each(bad)('$what is set aside with the reason, and nothing of it is used', async ({ content, kind }) => {
    const path = fileOf(content())
    const before = await dumpOf(kontor(), 'quiet-inbox')
    const { code, data } = await kontor().tell('import', 'quiet-inbox', path)
    const [file] = (data as Import).files
    expect(file).toMatchObject({ state: 'quarantined', facts: { kind: expect.stringMatching(kind) as string } })
    expect(file?.detail).toMatch(/^[^\n]{10,}/)
    expect(file?.fix).toMatch(/\w/)
    expect(code).toBe(1)
    expect(changedTables(before, await dumpOf(kontor(), 'quiet-inbox'))).toEqual(quarantine)
    const { waiting } = await kontor().run<{ waiting: { kind: string; why: string }[] }>('waiting', 'quiet-inbox')
    expect(waiting).toContainEqual(expect.objectContaining({ kind: 'file', why: file?.detail }))
  })
})

test('the same bad file twice waits once', async () => {
  const path = fileOf('milk\neggs\n')
  await kontor().tell('import', 'quiet-inbox', path)
  const before = await dumpOf(kontor(), 'quiet-inbox')
  expect((await kontor().tell('import', 'quiet-inbox', path)).code).toBe(1)
  expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
})

test('what is no file is refused before anything is taken in, and a pipe is not waited for', async () => {
  const pipe = join(kontor().folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const folder = join(kontor().folder, 'folder')
  mkdirSync(folder)
  const before = await dumpOf(kontor(), 'quiet-inbox')
  for (const path of [pipe, folder, '/dev/zero', join(kontor().folder, 'missing.eml'), '', 'a\0b']) {
    const { code, error } = await kontor().tell('import', 'quiet-inbox', fileOf(goodMail), path)
    expect({ path, code, kind: error?.kind }).toEqual({ path, code: 1, kind: 'no-such-file' })
    expect(error?.fix).toMatch(/\w/)
  }
  expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
})

test('a mail of raw bytes is read as well as it can be, and nothing in it steers a terminal', async () => {
  const { files } = await kontor().run<Import>('import', 'quiet-inbox', fileOf(oddMail))
  expect(files[0]?.state).toBe('taken-in')
  const found = await kontor().run<{ subject: string }[]>('query', 'inbox.conversations', 'quiet-inbox')
  for (const { subject } of found) expect(subject).not.toMatch(/[^\P{Cc}\t\n]/u)
})

test('among bad files the good ones are taken in', async () => {
  const paths = [badMails[0]!.content(), goodMail, badThings[0]!.content(), goodStatement, goodBill].map((it) =>
    fileOf(it),
  )
  const { code, data } = await kontor().tell('import', 'quiet-inbox', ...paths)
  const states = (data as Import).files.map((it) => it.state)
  expect({ code, states }).toEqual({
    code: 1,
    states: ['quarantined', 'taken-in', 'quarantined', 'taken-in', 'taken-in'],
  })
  expect((await kontor().run<Import>('import', 'quiet-inbox', ...paths.slice(3))).files.map((it) => it.state)).toEqual([
    'duplicate',
    'duplicate',
  ])
})

test('the same files imported several times at once are taken in once', async () => {
  await kontor().run('launch', 'quiet-inbox', '--name', 'Busy Inbox', '--yes')
  const paths = [goodMail, goodStatement, goodBill].map((it) => fileOf(it))
  const at = await Promise.all(Array.from({ length: 4 }, () => kontor().run<Import>('import', 'busy-inbox', ...paths)))
  const states = paths.map((_, i) => at.map(({ files }) => files[i]!.state).toSorted())
  expect(states).toEqual(paths.map(() => ['duplicate', 'duplicate', 'duplicate', 'taken-in']))
  expect(await kontor().run('query', 'banking.lines', 'busy-inbox')).toHaveLength(1)
  expect(await kontor().run('query', 'invoicing.bills', 'busy-inbox')).toHaveLength(1)
})

describe('a company file', () => {
  const good = `name: Test\npurpose: Tests.\njurisdiction: DE\ncurrency: EUR\n`
  const bad: readonly [string, string, RegExp][] = [
    ['of broken YAML', `${good}offers: [\n`, /\d+:\d+/],
    ['with a tab', `${good}roles:\n\tsupport: {}\n`, /\d+:\d+/],
    ['with an unknown key', `${good}offfers: []\n`, /offfers/],
    ['with a key twice', `${good}name: Other\n`, /name/],
    ['with a wrong type', good.replace('name: Test', 'name: [1, 2]'), /name/],
    [
      'with three decimals in EUR',
      `${good}bank: [{ iban: DE68200411339900000202, name: B, opens: "5.005" }]\n`,
      /5\.005|decimal/,
    ],
    [
      'with a number for money',
      `${good}bank: [{ iban: DE68200411339900000202, name: B, opens: 5.1 }]\n`,
      /opens|text|quot/,
    ],
    [
      'with a laughing alias',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((it, i) => `${it}: &${it} [${`*${'abcdefghi'[i]},`.repeat(9)}]\n`)
        .join('')}${good}`,
      /alias|unknown|resource/i,
    ],
    ['that is a list', '- name\n', /\d+:\d+|mapping|object/],
    ['that is empty', '', /\w/],
    ['of bytes', Buffer.from([0, 159, 146, 150, 255, 254]).toString('latin1'), /\w/],
    ['with __proto__', `${good}__proto__: { polluted: true }\n`, /__proto__/],
  ]

  test.each(bad)('%s is told by line and column, and neither launched nor applied', async (_, text, words) => {
    const path = fileOf(text, 'company.yaml')
    const count = async () => (await kontor().run<{ companies: unknown[] }>('portfolio')).companies.length
    const companies = await count()
    const before = await dumpOf(kontor(), 'quiet-inbox')
    const answers: Told[] = [
      await kontor().tell('check', path),
      await kontor().tell('launch', path, '--yes'),
      await kontor().tell('apply', 'quiet-inbox', '--file', path, '--yes'),
    ]
    for (const { code, error } of answers) {
      expect({ code, kind: error?.kind }).toEqual({
        code: /bad-input/.test(error?.kind ?? '') ? 2 : 1,
        kind: expect.stringMatching(/company-file|bad-input/) as string,
      })
      expect(error?.message).toMatch(words)
      expect(error?.fix).toMatch(/\w/)
    }
    expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
    expect(await count()).toBe(companies)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('of two megabytes is refused unread', async () => {
    const { code, error } = await kontor().tell('check', fileOf('#'.repeat(2 * 1024 * 1024), 'company.yaml'))
    expect({ code, kind: error?.kind }).toEqual({ code: 1, kind: 'company-folder-too-large' })
  })
})

describe('an entry', () => {
  const post = (postings: unknown, more: string[] = []): Promise<Told> => {
    const words = ['--event-day', '2026-10-15', '--description', 'A test', '--source', 'test:1', ...more]
    return kontor().tell(
      'command',
      'ledger.post-entry',
      'quiet-inbox',
      ...words,
      '--postings',
      JSON.stringify(postings),
    )
  }
  const pair = (amount: unknown, other: unknown = `-${String(amount)}`) => [
    { account: 'expense.software', amount },
    { account: 'bank:main', amount: other },
  ]

  test.each([
    ['with three decimals in EUR', pair('1.005 EUR')],
    ['with a number for money', pair(1.5, -1.5)],
    ['with a comma', pair('1,50 EUR')],
    ['in a currency that does not exist', pair('1.00 XQQ')],
    ['without a currency', pair('1.00')],
    ['of more than an account can hold', pair('99999999999999999999999999.00 EUR')],
    ['that does not balance', pair('1.00 EUR', '-1.01 EUR')],
    ['of one side', pair('1.00 EUR').slice(0, 1)],
    ['of no side', []],
    ['on an account that is not there', [{ account: 'nowhere', amount: '1.00 EUR' }, ...pair('1.00 EUR').slice(1)]],
    ['that is no list', 'a lot of money'],
    ['of a thousand and more sides', Array.from({ length: 4_000 }, () => pair('1.00 EUR')).flat()],
  ])('%s is refused with a fix, and the books stay as they were', async (_, postings) => {
    const before = await dumpOf(kontor(), 'quiet-inbox')
    const { code, error } = await post(postings)
    expect(error).toMatchObject({
      message: expect.stringMatching(/\w/) as string,
      fix: expect.stringMatching(/\w/) as string,
    })
    expect(error?.kind).not.toBe('unexpected')
    expect([1, 2]).toContain(code)
    expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
  })

  test('with the key of another one is refused, and with its own key it is the same one', async () => {
    const first = await post(pair('3.00 EUR'), ['--key', 'rent-10'])
    const again = await post(pair('3.00 EUR'), ['--key', 'rent-10'])
    expect(first.code).toBe(0)
    expect((again.data as { outcome: unknown }).outcome).toEqual((first.data as { outcome: unknown }).outcome)
    const before = await dumpOf(kontor(), 'quiet-inbox')
    expect(await post(pair('4.00 EUR'), ['--key', 'rent-10'])).toMatchObject({ code: 1 })
    expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
  })
})

test('no path posts into a closed month, bank statements and bills included', async () => {
  await kontor().run('simulate', '--until', '2026-11-05T08:00:00Z')
  await kontor().run('close-period', 'quiet-inbox', '2026-10', '--because', 'The bank is late; we close without it.')
  const october = ['books', 'quiet-inbox', 'balances', '--as-of', '2026-10-31']
  const before = await kontor().run(...october)
  const late = await kontor().run<Import>('import', 'quiet-inbox', fileOf(lateStatement), fileOf(lateBill))
  expect(late.files.map((it) => it.state)).toEqual(['taken-in', 'taken-in'])
  expect(await kontor().run(...october)).toEqual(before)
  const lines = await kontor().run<{ state: string; reason: string }[]>('query', 'banking.lines', 'quiet-inbox')
  expect(lines.filter(({ state }) => state !== 'waiting')).toEqual([])
  expect(lines).toContainEqual(
    expect.objectContaining({ reason: expect.stringMatching(/2026-10 is closed/) as string }),
  )
  // The late bill is of October, and is posted on the first day that is open.
  type Entries = { entries: { description: string; eventDay: string }[] }
  const list = await kontor().run<Entries>('query', 'ledger.entries', 'quiet-inbox')
  expect(list.entries[0]).toMatchObject({
    description: expect.stringMatching(/^Bill .*, dated 2026-10-/) as string,
    eventDay: '2026-11-01',
  })
})

test('after all of it the books balance and the log is verified', async () => {
  expect(await kontor().run('verify')).toMatchObject({ ok: true })
})
