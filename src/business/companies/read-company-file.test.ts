import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { printMoney } from '#kernel'
import type { CompanyFile } from './company-file.ts'
import { printProblems, type Problem } from './problem.ts'
import { readCompanyFile } from './read-company-file.ts'

const small = `name: Quiet Inbox
purpose: Answers the mail of small shops.
jurisdiction: DE
currency: EUR
mail: [hello@quiet-inbox.example]
legal: { form: UG, address: [Uferweg 12], postcode: "01067", city: Dresden }
`

function file(text: string): CompanyFile {
  const result = readCompanyFile(text)
  if ('problems' in result) throw new Error(printProblems(result.problems))
  return result.file
}

function problems(text: string): Problem[] {
  const result = readCompanyFile(text)
  return 'problems' in result ? result.problems : []
}

test('what a founder leaves out has a safe default', () => {
  expect(file(small)).toMatchObject({
    timezone: 'Europe/Berlin',
    language: 'de',
    tax: { registered: false, smallBusiness: false },
    invoices: { series: 'INV', dueDays: 14 },
    policies: [],
    roles: {},
    knowledge: 'knowledge',
  })
})

test('amounts are exact and in the currency of the company unless they name another', () => {
  const offers = ['"0.10"', '49.00 USD', '"5"'].map(
    (amount, at) =>
      `  - { id: o${at}, version: 1.0.0, title: T, description: D, price: { kind: fixed, amount: ${amount} } }\n`,
  )
  const prices = file(`${small}offers:\n${offers.join('')}`).offers.map(({ price }) => price)
  expect(prices.map((price) => ('amount' in price ? printMoney(price.amount) : ''))).toEqual([
    '0.10 EUR',
    '49.00 USD',
    '5.00 EUR',
  ])
})

test('a budget says how much for which time', () => {
  const { roles } = file(`${small}roles: { support: { budget: 20.00 EUR a month }, finance: { budget: 1 a run } }\n`)
  expect([roles.support?.budget?.per, roles.finance?.budget?.per]).toEqual(['month', 'run'])
  expect(roles.support?.budget?.amount.minor).toBe(2000n)
})

test('an unknown key is an error that names the key that was meant', () => {
  const [found, ...others] = problems(`${small}roles:\n  support:\n    budgt: 20.00 EUR a month\n`)
  expect(others).toEqual([])
  expect(found).toMatchObject({ line: 9, column: 5, path: 'roles.support.budgt', fix: 'did you mean budget?' })
  expect(found?.excerpt).toBe('9 |     budgt: 20.00 EUR a month\n  |     ^^^^^')
})

test('a misspelt required key is told once, not also as missing', () => {
  expect(problems(small.replace('name:', 'nmae:')).map((one) => one.path)).toEqual(['nmae'])
})

test('a postcode that would lose its zero is shown as it was written', () => {
  const [found] = problems(small.replace('"01067"', '01067'))
  expect(found?.message).toContain('found the number 01067')
  expect(found?.fix).toBe('put it in quotes: "01067"')
})

test.each([
  ['jurisdiction: DE', 'jurisdiction: Germany', 'jurisdiction', 'one of DE, EE, FR, GB, US'],
  ['currency: EUR', 'currency: EUX', 'currency', 'ISO 4217'],
  ['mail: [hello@quiet-inbox.example]', 'mail: hello@quiet-inbox.example', 'mail', 'expected a list'],
  ['mail: [hello@quiet-inbox.example]', 'mail: []', 'mail', 'at least 1'],
  ['name: Quiet Inbox', 'name:', 'name', 'found nothing'],
  ['city: Dresden', 'town: Dresden', 'legal.city', 'is missing'],
])('%s written as %s is explained', (right, wrong, path, words) => {
  const found = problems(small.replace(right, wrong)).find((one) => one.path === path)
  expect(found?.message).toContain(words)
})

test.each([
  ['bank: [{ iban: DE89 3704 0044 0532 0130 01, name: B }]', 'bank[0].iban', 'check digits'],
  ['bank: [{ iban: DE89 3704 0044 0532 0130 00, name: B, opens: 5.00 }]', 'bank[0].opens', 'the number 5.00'],
  ['bank: [{ iban: DE89 3704 0044 0532 0130 00, name: B, opens: "5.001" }]', 'bank[0].opens', 'no more decimals'],
  ['tax: { registered: true }', 'tax.registered', 'needs its VAT id'],
  ['tax: { registered: true, vat: DE123456788, smallBusiness: true }', 'tax.smallBusiness', 'exemption'],
  ['roles: { finance: { budget: 20.00 USD a month } }', 'roles.finance.budget', 'a budget in EUR'],
  ['roles: { finance: { limits: { upTo: 20.00 USD } } }', 'roles.finance.limits.upTo', 'in EUR'],
  ['knowledge: ../../etc', 'knowledge', 'a folder beside the company file'],
  ['partners: [{ for: books }]', 'partners[0]', 'by company or by url'],
  ['partners: [{ url: "javascript:alert(1)", for: books }]', 'partners[0].url', 'a web address'],
  [
    'policies: [{ id: a, effect: money, decide: allow }, { id: a, effect: read, decide: deny }]',
    'policies[1].id',
    'twice',
  ],
  ['timezone: Mars/Olympus', 'timezone', 'IANA'],
  ['invoices: { dueDays: 14.5 }', 'invoices.dueDays', 'days to pay from 0 to 365'],
  [
    'offers: [{ id: a, version: 1.0.0, title: T, description: D, price: { kind: fix } }]',
    'offers[0].price.kind',
    'one of fixed',
  ],
  ['__proto__: { name: X }', '__proto__', 'has no key'],
  ['constructor: X', 'constructor', 'has no key'],
])('%s is refused with its place', (line, path, words) => {
  const found = problems(`${small}${line}\n`)
  expect(found.map((one) => one.path)).toContain(path)
  expect(found.find((one) => one.path === path)?.message).toContain(words)
  expect(found.every((one) => one.line === 7)).toBe(true)
})

test.each([
  ['a billion laughs', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'anchor'],
  ['a custom tag', 'name: !!python/object:os.system x\n', 'tag'],
  ['a directive', '%YAML 1.1\n---\nname: NO\n', 'directives'],
  ['two documents', `${small}---\n${small}`, 'multiple documents'],
  ['a key twice', `${small}name: Other\n`, 'unique'],
  ['a group as key', '? [a]\n: 1\n', 'plain word'],
  ['a tab as indent', 'legal:\n\tform: UG\n', 'Tabs'],
  ['a list as file', '- name\n', 'expected a group of keys, found a list'],
  ['an empty file', '', 'expected a group of keys, found nothing'],
  ['endless brackets', '['.repeat(30_000) + ']'.repeat(30_000), 'open brackets'],
  ['endless dashes', `${'- '.repeat(30_000)}x`, 'lists in a list'],
  ['a huge file', `# ${'x'.repeat(70_000)}`, 'at most 65536'],
])('%s is refused before anything is read from it', (_, text, words) => {
  const found = problems(text)
  expect(found.map((one) => one.message).join('\n')).toContain(words)
})

test('what a problem prints cannot steer a terminal', () => {
  const printed = printProblems(problems(`${small}"a\u001b[2Jb\u202e": 1\n`))
  expect(printed).toContain('has no key')
  expect(printed.includes('\u001b') || printed.includes('\u202e')).toBe(false)
})

test('reading any text gives a company or problems that point into it, and never throws', () => {
  const words = fc.constantFrom(
    'name',
    'mail',
    'offers',
    ':',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    '&a',
    '*a',
    '|',
    '#',
    '5.00',
    '\u0000',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 300 }),
        fc.array(words, { maxLength: 60 }).map((all) => all.join('')),
      ),
      (text) => {
        const result = readCompanyFile(text)
        if ('file' in result) return
        expect(result.problems.length).toBeGreaterThan(0)
        const lines = text.split(/\r\n|\r|\n/)
        for (const { line, column } of result.problems) {
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThanOrEqual(1)
        }
      },
    ),
    { numRuns: 300 },
  )
})
