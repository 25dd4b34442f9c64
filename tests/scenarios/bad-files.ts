import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './month.ts'

/** A file of a stranger, and the kind of refusal that it must meet. */
export type BadFile = { readonly what: string; readonly content: () => Buffer; readonly kind: RegExp }

const sample = (path: string): string => readFileSync(join(folder, path), 'utf8')
const statement = sample('quiet-inbox/bank/2026-10-15.camt053.xml')
const mail = sample('quiet-inbox/mail/01-question-price.eml')
const [, encoded = ''] =
  /application\/xml[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n--/.exec(sample('quiet-inbox/mail/08-bill-serverhof.eml')) ?? []
const bill = Buffer.from(encoded, 'base64').toString()

const text = (content: string) => () => Buffer.from(content)
const withType = (type: string, content = statement) => content.replace(/(<\?xml[^>]*\?>)/, `$1\n${type}`)

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
const laughing = withType(`<!DOCTYPE Document [<!ENTITY l0 "ha">${laughs}]>`).replace('HB-2026-10-A', '&l9;')
const reading = withType('<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace('HB-2026-10-A', '&x;')

export const badStatements: readonly BadFile[] = [
  { what: 'cut in half', content: text(statement.slice(0, statement.length / 2)), kind: /^xml-truncated$/ },
  { what: 'of another currency', content: text(statement.replaceAll('"EUR"', '"USD"')), kind: /currency/ },
  {
    what: 'in another currency throughout',
    content: text(statement.replaceAll('"EUR"', '"USD"').replace('>EUR<', '>USD<')),
    kind: /currency/,
  },
  {
    what: 'of another account',
    content: text(sample('ledgerline/bank/2026-10.camt053.xml')),
    kind: /^statement-of-another-account$/,
  },
  {
    what: 'that does not add up',
    content: text(statement.replace('5833.00', '5833.01')),
    kind: /^statement-does-not-add-up$/,
  },
  {
    what: 'with three decimals in EUR',
    content: text(statement.replaceAll('833.00', '833.001')),
    kind: /^camt-bad/,
  },
  {
    what: 'with an amount in words',
    content: text(statement.replaceAll('>833.00<', '>much<')),
    kind: /^camt-bad/,
  },
  {
    what: 'with a day that is none',
    content: text(statement.replaceAll('2026-10-13', '2026-02-30')),
    kind: /^camt-bad/,
  },
  { what: 'with a laughing entity', content: text(laughing), kind: /xml/ },
  { what: 'with an entity that reads a file', content: text(reading), kind: /xml/ },
  {
    what: 'of another message',
    content: text(statement.replaceAll('BkToCstmrStmt', 'CstmrCdtTrfInitn')),
    kind: /camt|statement/,
  },
  {
    what: 'nested a thousand deep',
    content: text(statement.replace('<Stmt>', `<Stmt>${'<X>'.repeat(1_000)}`)),
    kind: /xml/,
  },
  {
    what: 'with bytes that are no UTF-8',
    content: () =>
      Buffer.concat([
        Buffer.from(statement.slice(0, 1_800)),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from(statement.slice(1_800)),
      ]),
    kind: /xml/,
  },
]

const [head = '', body = ''] = mail.split(/\r?\n\r?\n/, 2)
const lines = (count: number, line: string): string => `${line}\r\n`.repeat(count)
const nested = (depth: number): string => {
  const open = Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`)
  return `From: a@shop.example\r\nMIME-Version: 1.0\r\n${open.join('\r\n')}\r\n\r\ndeep\r\n`
}
const mebibyte = 1024 * 1024

export const badMails: readonly BadFile[] = [
  { what: 'without From', content: text(mail.replace(/^(From|Return-Path):.*\r?\n/gm, '')), kind: /from/ },
  { what: 'from nobody', content: text(mail.replace(/^From:.*$/m, 'From: undisclosed')), kind: /from/ },
  {
    what: 'of 50 MB',
    content: () => Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.alloc(50 * mebibyte, 'word ')]),
    kind: /too-large/,
  },
  {
    what: 'of a million lines',
    content: text(`${head}\r\n\r\n${lines(1_000_000, 'hi')}`),
    kind: /too-many-lines|too-large|lines/,
  },
  { what: 'nested 100 deep', content: text(nested(100)), kind: /deep|nest/ },
  {
    what: 'with a megabyte of headers',
    content: text(`${head}\r\n${lines(20_000, `X-Noise: ${'n'.repeat(50)}`)}\r\n${body}`),
    kind: /header|too-large/,
  },
]

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')

export const badInvoices: readonly BadFile[] = [
  {
    what: 'that holds nothing',
    content: text('<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'),
    kind: /invoice|ubl|field/,
  },
  {
    what: 'that is a recipe',
    content: text('<?xml version="1.0"?><Invoice><Flour>500 g</Flour></Invoice>'),
    kind: /invoice|ubl|namespace/,
  },
  { what: 'cut in half', content: text(bill.slice(0, bill.length / 2)), kind: /xml/ },
  {
    what: 'that does not add up',
    content: text(bill.replaceAll('>1190.00<', '>1090.00<')),
    kind: /invoice|ubl|sum|bill/,
  },
  {
    what: 'with three decimals in EUR',
    content: text(bill.replaceAll('>1000.00<', '>1000.001<')),
    kind: /amount|decimal|invoice|ubl/,
  },
  {
    what: 'with a laughing entity',
    content: text(bill.replace(/(<\?xml[^>]*\?>)/, `$1<!DOCTYPE Invoice [<!ENTITY a "b">]>`)),
    kind: /xml|file-not-recognised/,
  },
]

export const badThings: readonly BadFile[] = [
  { what: 'an empty file', content: () => Buffer.alloc(0), kind: /^file-not-recognised$/ },
  { what: 'a picture', content: () => png, kind: /^file-not-recognised$/ },
  {
    what: 'noise',
    content: () => Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7_919) % 256)),
    kind: /^file-not-recognised$/,
  },
  { what: 'zeros', content: () => Buffer.alloc(mebibyte), kind: /^file-not-recognised$/ },
  { what: 'a shopping list', content: text('milk\neggs\n'), kind: /^file-not-recognised$/ },
  {
    what: 'a web page',
    content: text('<!DOCTYPE html><html><body>Invoice</body></html>'),
    kind: /^file-not-recognised$/,
  },
]

/** Good enough to be taken in, though written by a machine gone wrong. */
export const oddMail = Buffer.concat([
  Buffer.from('From: Lager <lager@shop.example>\r\nSubject: '),
  Buffer.from(Array.from({ length: 200 }, (_, i) => (i % 95) + 160)),
  Buffer.from('\r\n\r\n'),
  Buffer.from(Array.from({ length: 10_000 }, (_, i) => (i * 31) % 256)),
])

export const goodMail = Buffer.from(mail)
export const goodStatement = Buffer.from(statement)
export const goodBill = Buffer.from(bill)

export const lateStatement = Buffer.from(sample('quiet-inbox/bank/2026-10-31.camt053.xml'))
/** Of October and small enough to be posted by the role alone. */
export const lateBill = Buffer.from(
  bill.replaceAll('SH-2026-4417', 'SH-2026-9999').replaceAll(/>(\d+)0\.00</g, '>$1.00<'),
)
