import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, money } from '#kernel'
import { readCamt053 } from './camt053.ts'
import { balance, details, document, entry, eur, head, own, parts, read, refusal, statement } from './camt-samples.ts'
import { balanceDifference } from './statement.ts'

describe('a statement', () => {
  test('has its account, numbers, days and balances before the first line', async () => {
    const [first] = await parts(document(statement(entry('50.00'))))
    expect(first).toEqual({
      type: 'opened',
      statement: {
        id: 'S-1',
        electronicNumber: '7',
        legalNumber: '3',
        account: { iban: own },
        currency: 'EUR',
        created: '2026-10-31T19:00:00.000Z',
        from: '2026-10-01',
        to: '2026-10-31',
        opening: { amount: money(10000n, eur), day: '2026-10-01' },
        closing: { amount: money(15000n, eur), day: '2026-10-31' },
      },
    })
  })

  test('that holds together has no difference, and one that lacks a line shows how much is missing', async () => {
    const whole = await read(
      document(statement(entry('60.00') + entry('10.00', '', 'DBIT') + entry('9.99', '', 'CRDT', 'PDNG'))),
    )
    expect(balanceDifference(whole.statement, money(whole.booked, eur))).toEqual(money(0n, eur))
    const lacking = await read(document(statement(entry('10.00', '', 'DBIT'))))
    expect(balanceDifference(lacking.statement, money(lacking.booked, eur))).toEqual(money(6000n, eur))
  })

  test('without opening or closing balance proves nothing', async () => {
    const { statement } = await read(
      document(`<Stmt>${head}${balance('CLBD', '1.00', '2026-10-31')}${entry('1.00')}</Stmt>`),
    )
    expect(balanceDifference(statement, money(100n, eur))).toBeUndefined()
  })

  test('takes the previous closing balance as its opening, and an overdraft as negative', async () => {
    const { statement } = await read(
      document(
        `<Stmt>${head}${entry('1.00')}${balance('PRCD', '5.00', '2026-09-30', 'DBIT')}${balance('CLBD', '4.00', '2026-10-31', 'DBIT')}</Stmt>`,
      ),
    )
    expect(statement).toMatchObject({ opening: { amount: { minor: -500n } }, closing: { amount: { minor: -400n } } })
  })

  test('may be one of several in a file, each with lines of its own', async () => {
    const items = await parts(
      document(statement(entry('50.00')) + statement('') + statement(entry('1.00') + entry('2.00'))),
    )
    expect(items.map((part) => (isRefusal(part) ? part.kind : part.type)).join(' ')).toBe(
      'opened line closed opened closed opened line line closed',
    )
    expect(items.at(-2)).toMatchObject({ line: { index: 1, entry: 1 } })
  })

  test.each(['02', '04', '06', '08', '10', '13'])('of version 001.%s is read', async (version) => {
    expect((await read(document(statement(entry('50.00')), version))).lines).toHaveLength(1)
  })

  test('of a bank outside the IBAN area is read by its account number', async () => {
    const other = head.replace(/<IBAN>.*<\/IBAN>/, '<Othr><Id>123 456</Id></Othr>')
    expect((await read(document(`<Stmt>${other}</Stmt>`))).statement.account).toEqual({ other: '123456' })
  })

  test('in Windows-1252 keeps its umlauts', async () => {
    const text = document(statement(entry('50.00', '<AddtlNtryInf>Gebühr</AddtlNtryInf>'))).replace(
      'UTF-8',
      'windows-1252',
    )
    const [, line] = await parts(Buffer.from(text, 'latin1'))
    expect(line).toMatchObject({ line: { bankNote: 'Gebühr' } })
  })
})

describe('a bad file', () => {
  test.each(['<Ntry>', '<Bal>', '</Ntry>', '<Amt Ccy="EUR">5', '</Stmt>', '</Document'])(
    'cut at %s is refused as truncated',
    async (mark) => {
      const whole = document(statement(entry('50.00')))
      expect(await refusal(whole.slice(0, whole.indexOf(mark) + mark.length))).toMatchObject({ kind: 'xml-truncated' })
    },
  )

  test.each([
    ['CAMT.052', document('').replaceAll('BkToCstmrStmt', 'BkToCstmrAcctRpt')],
    ['CAMT.054', document('').replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')],
    ['pain.001', document('').replaceAll('BkToCstmrStmt', 'CstmrCdtTrfInitn')],
    ['Invoice', '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'],
    ['without any statement', document('')],
  ])('that is %s is refused with what it is', async (what, text) => {
    const refused = await refusal(text)
    expect(refused.kind).toBe('not-a-camt053')
    expect(refused.message).toContain(what)
  })

  test('with a billion laughs, or with no XML at all, is refused', async () => {
    const laughs = '<!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    expect(await refusal(document(statement(entry('&b;'))).replace('<Document', `${laughs}<Document`))).toMatchObject({
      kind: 'xml-doctype',
    })
    expect(await refusal(':20:STARTUMSE\n:25:12030000/202051')).toMatchObject({ kind: 'xml-malformed' })
    expect(await refusal('')).toMatchObject({ kind: 'xml-malformed' })
  })

  test.each([
    ['three decimals in euros', entry('5.001')],
    ['a sign in the amount', entry('-5.00')],
    ['a comma in the amount', entry('5,00')],
    ['no amount', entry('')],
    ['neither debit nor credit', entry('5.00', '', 'BOTH')],
    ['an unknown status', entry('5.00', '', 'CRDT', 'MAYBE')],
    [
      'a day that does not exist',
      entry('5.00').replaceAll(/<BookgDt>.*<\/BookgDt>/g, '<BookgDt><Dt>2026-02-30</Dt></BookgDt>'),
    ],
  ])('with %s is refused, naming entry and line', async (_, bad) => {
    const refused = await refusal(document(statement(`${entry('1.00')}\n\n${bad}`)))
    expect(refused).toMatchObject({ kind: 'camt-bad-entry', facts: { line: 5 } })
    expect(refused.message).toContain('entry 2')
  })

  test('with an entry or a balance in another currency than the account is refused', async () => {
    const dollars = entry('5.00').replace('EUR', 'USD')
    expect(await refusal(document(statement(dollars)))).toMatchObject({
      kind: 'camt-other-currency',
      facts: { currency: 'USD' },
    })
    const strange = statement('').replace('<Amt Ccy="EUR">', '<Amt Ccy="USD">')
    expect(await refusal(document(strange))).toMatchObject({ kind: 'camt-other-currency' })
  })

  test.each([
    ['id', head.replace(/<Id>S-1<\/Id>/, '')],
    ['account', head.replace(/<Id><IBAN>.*<\/Id>/, '')],
    ['currency', head.replace('<Ccy>EUR</Ccy>', '')],
  ])('whose statement has no %s is refused', async (_, broken) => {
    expect(await refusal(document(`<Stmt>${broken}</Stmt>`))).toMatchObject({ kind: 'camt-bad-statement' })
  })
})

describe('a damaged file', () => {
  test('ends in a refusal or is read, and never brings Kontor down', async () => {
    const whole = document(statement(entry('50.00', details('<RmtInf><Ustrd>x</Ustrd></RmtInf>'))))
    const damage = fc.oneof(fc.constantFrom('', '<', '>', '&', '"', '0', '-', '</', ' '), fc.string({ maxLength: 5 }))
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(60), damage, async (at, length, by) => {
        const items = await parts(whole.slice(0, at) + by + whole.slice(at + length))
        const last = items.at(-1)
        expect(isRefusal(last) || last?.type === 'closed').toBe(true)
        expect(items.slice(0, -1).some(isRefusal)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a long file', () => {
  test('is read no further than the lines that were asked for', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(document(statement('')).split('</Stmt>')[0]!)
      for (;;) yield Buffer.from(entry(`${(given += 1)}.00`))
    }
    let lines = 0
    for await (const part of readCamt053(endless())) {
      if (!isRefusal(part) && part.type === 'line' && (lines += 1) === 500) break
    }
    expect(lines).toBe(500)
    expect(given).toBeLessThan(510)
  })
})
