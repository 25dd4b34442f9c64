import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { currency, type Money, parseAmount, parseInstant, printAmount, subtract, sum } from '#kernel'
import { readCompanyFile } from './read-company-file.ts'

type Invoice = { number: string; net: string; vat: string; gross: string; paid: string; open: string }
type Expected = {
  invoices: Invoice[]
  bills: Invoice[]
  bank: { opening: string; statementClosing: string; booksClosing: string; unmatched: { amount: string }[] }
  balances: Record<string, string>
}
type Story = {
  timeline: { at: string; company: string; do: string; file?: string }[]
  expected: Record<string, Expected>
}

const root = new URL('../../../examples/first-month/', import.meta.url)
const eur = currency('EUR')
const textOf = (path: string) => readFileSync(new URL(path, root), 'latin1')
const month = JSON.parse(readFileSync(new URL('month.json', root), 'utf8')) as Story
const companies = Object.entries(month.expected)
const imported = month.timeline.flatMap(({ file, ...row }) => (file === undefined ? [] : [{ ...row, file }]))
const mails = imported.filter(({ file }) => file.endsWith('.eml'))

function eurOf(text: string): Money {
  const amount = parseAmount(text, eur)
  if (!amount) throw new Error(`${text} is not an amount`)
  return amount
}

const total = (amounts: readonly string[]) => printAmount(sum(amounts.map(eurOf), eur))
const companyOf = (name: string) => {
  const result = readCompanyFile(readFileSync(new URL(`../../templates/${name}/company.yaml`, root), 'utf8'))
  if ('problems' in result) throw new Error(`${name} has problems`)
  return result.file
}

test('every file of the month is in its timeline, in order of time', () => {
  const there = companies.flatMap(([name]) =>
    ['mail', 'bank'].flatMap((kind) =>
      readdirSync(new URL(`${name}/${kind}/`, root)).map((file) => `${name}/${kind}/${file}`),
    ),
  )
  expect(imported.map(({ file }) => file).sort()).toEqual(there.sort())
  const moments = month.timeline.map(({ at }) => String(parseInstant(at)))
  expect(moments).toEqual(moments.toSorted())
})

test.each(mails)('$file is a mail as RFC 5322 wants it, to its company, before it is read', ({ file, at, company }) => {
  const text = textOf(file)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  const [head = ''] = text.split('\r\n\r\n')
  const date = /^Date: (.+)$/m.exec(head)?.[1]?.trim() ?? ''
  const sent = new Date(date)
  expect(date.slice(0, 3)).toBe(
    new Date(`${sent.getFullYear()}-10-${date.split(' ')[1]?.padStart(2, '0')}`).toUTCString().slice(0, 3),
  )
  expect(sent.toISOString() < new Date(at).toISOString()).toBe(true)
  expect(head).toMatch(/^Message-ID: <[^<>@\s]+@[a-z0-9.-]+\.example>\r?$/m)
  expect(/^To: (?:.*<)?([^<>\r]+)>?\r?$/m.exec(head)?.[1]).toBe(companyOf(company).mail[0])
})

test.each(companies)(
  'the statements of %s follow on each other, from the opening balance to the last',
  (name, { bank }) => {
    const statements = imported
      .filter(({ file, company }) => company === name && file.endsWith('.xml'))
      .map(({ file }) => textOf(file))
    const account = companyOf(name).bank[0]
    let balance = printAmount(account?.opens ?? eurOf('0'))
    expect(balance).toBe(bank.opening)
    for (const text of statements) {
      expect(text).toContain(`<IBAN>${account?.iban}</IBAN>`)
      expect(balanceOf(text, 'OPBD')).toBe(balance)
      const entries = [
        ...text.matchAll(/<Ntry>\s*<NtryRef>\d+<\/NtryRef>\s*<Amt Ccy="EUR">([\d.]+)<\/Amt>\s*<CdtDbtInd>(\w+)</g),
      ]
      balance = total([balance, ...entries.map(([, amount = '', side]) => (side === 'CRDT' ? amount : `-${amount}`))])
      expect(balanceOf(text, 'CLBD')).toBe(balance)
    }
    expect(balance).toBe(bank.statementClosing)
    expect(total([bank.booksClosing, ...bank.unmatched.map(({ amount }) => amount)])).toBe(bank.statementClosing)
  },
)

test.each(companies)(
  'the figures of %s agree with each other to the cent',
  (_, { invoices, bills, bank, balances }) => {
    for (const { net, vat, gross, paid, open = printAmount(subtract(eurOf(gross), eurOf(paid))) } of [
      ...invoices,
      ...bills,
    ]) {
      expect([total([net, vat]), total([paid, open])]).toEqual([gross, gross])
    }
    expect(total(Object.values(balances))).toBe('0.00')
    expect(balances['bank']).toBe(bank.booksClosing)
    expect(balances['receivable']).toBe(total(invoices.map(({ open }) => open)))
    expect(balances['revenue']).toBe(total(invoices.map(({ net }) => `-${net}`)))
    expect(balances['vat.output']).toBe(total(invoices.map(({ vat }) => `-${vat}`)))
    expect(balances['vat.input']).toBe(total(bills.map(({ vat }) => vat)))
  },
)

function balanceOf(text: string, kind: 'OPBD' | 'CLBD'): string | undefined {
  return new RegExp(`<Cd>${kind}</Cd></CdOrPrtry></Tp>\\s*<Amt Ccy="EUR">([\\d.]+)<`).exec(text)?.[1]
}
