import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Kontor, openKontor } from './kontor.ts'
import { invoiceFaultsIn, mailFaults, sentMails } from './mails.ts'
import { importFile, liveThroughMonth, type Lived, month } from './month.ts'
import { checkBalances, checkBank, checkMails, checkPapers, checkReminders } from './month-checks.ts'
import { dumpOf } from './table-dump.ts'

const scene: { kontor?: Kontor; lived?: Lived } = {}
const kontor = () => scene.kontor!
const lived = () => scene.lived!
beforeAll(async () => {
  scene.kontor = await openKontor()
  scene.lived = await liveThroughMonth(scene.kontor)
})

const companies = Object.entries(month.expected)

describe.each(companies)('after its first month %s', (slug, expected) => {
  test('has answered what its knowledge answers, asked a person about the rest, and left machines alone', () =>
    checkMails(kontor(), slug, lived(), expected))

  test('has invoiced every order and paid no bill without its founder', async () => {
    await checkPapers(kontor(), slug, expected)
    const waited = expected.bills.filter((it) => it.waitsForApproval)
    const approved = lived().approved.filter((sentence) => waited.some(({ number }) => sentence.includes(number)))
    expect(approved).toHaveLength(waited.length)
  })

  test('has reminded who was late, once and on the day that its file names', () =>
    checkReminders(kontor(), slug, expected))

  test('knows every line of the bank, and shows the one that it cannot explain', () =>
    checkBank(kontor(), slug, expected))

  test('has the balances that the story tells, to the cent', () => checkBalances(kontor(), slug, expected))

  test('has closed the month, and nothing can be posted into it', async () => {
    const postings = [
      { account: 'expense.software', amount: '1.00 EUR' },
      { account: 'bank:main', amount: '-1.00 EUR' },
    ]
    const words = ['--event-day', '2026-10-31', '--description', 'Too late', '--source', 'test:late']
    const entry = [...words, '--postings', JSON.stringify(postings)]
    const before = await dumpOf(kontor(), slug)
    const { code, error } = await kontor().tell('command', 'ledger.post-entry', slug, ...entry)
    expect({ code, kind: error?.kind }).toEqual({ code: 1, kind: 'period-closed' })
    expect(await dumpOf(kontor(), slug)).toEqual(before)
  })
})

describe('the mails that left', () => {
  test('are one for each answer, invoice and reminder', async () => {
    const sum = (count: (it: (typeof companies)[number][1]) => number) =>
      companies.reduce((all, [, expected]) => all + count(expected), 0)
    const wanted = sum(
      ({ answered, invoices }) =>
        Object.keys(answered).length + invoices.length + invoices.flatMap((it) => it.reminded).length,
    )
    const mails = await sentMails(kontor())
    expect(mails).toHaveLength(wanted)
    expect(new Set(mails.map(({ read }) => read.messageId)).size).toBe(wanted)
  })

  test('are valid by RFC 5322, and say that a machine wrote them and how to reach a person', async () => {
    for (const { file, raw, read } of await sentMails(kontor())) {
      expect(mailFaults(raw), file).toEqual([])
      expect(read.headers['auto-submitted'], file).toMatch(/^auto-(replied|generated)$/)
      expect(read.text, file).toMatch(/automated assistant|automatischer Assistent|automaatne abiline/)
      expect(read.text, file).toMatch(/reach a person|Menschen erreichen|Inimesega/)
    }
  })

  test('carry a valid e-invoice when they send an invoice, and continue the thread of the order', async () => {
    const mails = await sentMails(kontor())
    const invoices = mails.filter(({ read }) => /^(Invoice|Rechnung|Arve) /.test(read.subject))
    expect(invoices).toHaveLength(companies.reduce((count, [, { invoices }]) => count + invoices.length, 0))
    for (const mail of invoices) {
      expect(invoiceFaultsIn(mail), mail.file).toEqual([])
      expect(mail.read.inReplyTo, mail.file).toMatch(/^<.+@.+>$/)
    }
  })
})

test('importing the whole month again changes nothing', async () => {
  const before = await Promise.all(companies.map(([slug]) => dumpOf(kontor(), slug)))
  const mails = await sentMails(kontor())
  for (const step of month.timeline) {
    if (step.do === 'import') expect(await importFile(kontor(), step)).toMatchObject({ state: 'duplicate' })
  }
  expect(await Promise.all(companies.map(([slug]) => dumpOf(kontor(), slug)))).toEqual(before)
  expect((await sentMails(kontor())).map(({ file }) => file)).toEqual(mails.map(({ file }) => file))
})

type Verdict = { ok: boolean; companies: { company: string; log: { ok: boolean }; books: { ok: boolean } }[] }

test('the books balance and the log is verified', async () => {
  const verdict = await kontor().run<Verdict>('verify')
  expect(verdict.companies.map((it) => it.company).toSorted()).toEqual(companies.map(([slug]) => slug).toSorted())
  expect(verdict.companies.every(({ log, books }) => log.ok && books.ok)).toBe(true)
})

test('a company moves into another installation whole: books, inbox, log and what it still has to do', async () => {
  const elsewhere = await openKontor()
  for (const [slug, expected] of companies) {
    const file = join(elsewhere.folder, `${slug}.tar.gz`)
    await kontor().run('archive', slug, '--out', file)
    expect(existsSync(file)).toBe(true)
    await elsewhere.run('restore', file)
    await checkBalances(elsewhere, slug, expected)
    await checkPapers(elsewhere, slug, expected)
    await checkBank(elsewhere, slug, expected)
    expect(await dumpOf(elsewhere, slug)).toEqual(await dumpOf(kontor(), slug))
  }
  expect(await elsewhere.run<Verdict>('verify')).toMatchObject({ ok: true })
})

test('the exported journal is the same file each time it is asked for', async () => {
  const [first, second] = ['a.journal', 'b.journal'].map((name) => join(kontor().folder, name))
  for (const out of [first!, second!]) await kontor().run('export', 'quiet-inbox', '--format', 'hledger', '--out', out)
  expect(await readFile(second!, 'utf8')).toBe(await readFile(first!, 'utf8'))
})
