import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currency, money, type Money, printAmount } from '#kernel'
import { percent } from '#tax'
import { decimal, parseDecimal, priceOf } from './decimal.ts'
import { invoiceFaults, sumFaults } from './invoice-faults.ts'
import { buyer, draft, drafts, eur, hours, seller } from './invoice-samples.ts'
import { type DraftLine, totalInvoice } from './invoice-totals.ts'

const cents = (minor: bigint): Money => money(minor, eur)
const rulesOf = (changed: Partial<typeof draft>): string[] =>
  invoiceFaults(totalInvoice({ ...draft, ...changed })).map((fault) => fault.rule)

describe('decimals', () => {
  test.each([
    ['1.50', '1.5'],
    ['007', '7'],
    ['-0.0', '0'],
    ['0.0125', '0.0125'],
    ['-3', '-3'],
  ])('%s is read as %s', (text, expected) => {
    expect(parseDecimal(text)).toBe(expected)
  })

  test.each(['', '1,5', '1e3', '+1', '.5', '1.', '1234567890123456', '0.12345678901'])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })

  test.each([
    ['3', '0.335', '1', 101n],
    ['1', '10', '3', 333n],
    ['2', '10', '3', 667n],
    ['-2', '10', '3', -667n],
    ['1.5', '0.01', '1', 2n],
    ['0.5', '100', '0.5', 10000n],
    ['1000', '0.00004', '1', 4n],
  ])('%s × %s per %s is %s cents', (quantity, price, base, expected) => {
    expect(priceOf(decimal(quantity), decimal(price), decimal(base), eur).minor).toBe(expected)
  })

  test('a yen has no cents', () => {
    expect(priceOf(decimal('3'), decimal('33.5'), decimal('1'), currency('JPY')).minor).toBe(101n)
  })
})

describe('the sums of an invoice', () => {
  test('of seven and a half hours at 80 euros are 600 and 114 of tax', () => {
    const { totals, taxes, lines } = totalInvoice(draft)
    expect(lines[0]?.net).toEqual(cents(60000n))
    expect(taxes).toEqual([{ category: 'S', percent: '19', base: cents(60000n), tax: cents(11400n) }])
    expect(Object.entries(totals).map(([name, amount]) => `${name} ${printAmount(amount)}`)).toEqual([
      'lines 600.00',
      'allowances 0.00',
      'charges 0.00',
      'withoutTax 600.00',
      'tax 114.00',
      'withTax 714.00',
      'prepaid 0.00',
      'rounding 0.00',
      'payable 714.00',
    ])
  })

  test('round every line before adding, and tax once for each rate', () => {
    const piece: DraftLine = { ...hours, quantity: decimal('1'), price: decimal('0.335') }
    const { totals } = totalInvoice({ ...draft, lines: [piece, piece, piece] })
    expect(totals).toMatchObject({ lines: cents(102n), tax: cents(19n) })
  })

  test('take allowances and charges of lines and of the document into account, and what was paid', () => {
    const line: DraftLine = {
      ...hours,
      adjustments: [
        { charge: false, amount: cents(1000n) },
        { charge: true, amount: cents(500n) },
      ],
    }
    const rate = { category: 'S' as const, percent: percent('19') }
    const adjustments = [
      { charge: false, amount: cents(5950n), ...rate },
      { charge: true, amount: cents(450n), ...rate },
    ]
    const { totals } = totalInvoice({ ...draft, lines: [line], adjustments, prepaid: cents(1000n) })
    expect(totals).toMatchObject({
      lines: cents(59500n),
      allowances: cents(5950n),
      charges: cents(450n),
      withoutTax: cents(54000n),
      tax: cents(10260n),
      withTax: cents(64260n),
      payable: cents(63260n),
    })
  })

  test('keep each category and rate apart, with the reason why one bears no tax', () => {
    const reverse: DraftLine = {
      ...hours,
      category: 'AE',
      percent: percent('0'),
      exemption: { code: 'VATEX-EU-AE', text: 'Reverse charge' },
    }
    const { taxes } = totalInvoice({ ...draft, lines: [hours, reverse, { ...hours, percent: percent('7') }, reverse] })
    expect(taxes.map((tax) => [tax.category, tax.percent, tax.base.minor, tax.tax.minor, tax.exemption])).toEqual([
      ['S', '19', 60000n, 11400n, undefined],
      ['AE', '0', 120000n, 0n, 'Reverse charge'],
      ['S', '7', 60000n, 4200n, undefined],
    ])
  })

  test('always agree with every rule on sums', () => {
    fc.assert(
      fc.property(drafts, (any) => {
        expect(sumFaults(totalInvoice(any), 'exact')).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('an invoice of ours', () => {
  test('that is complete has no fault', () => expect(rulesOf({})).toEqual([]))

  test('must name the VAT ids that its categories need', () => {
    const none = { name: seller.name, address: seller.address }
    const reverse: DraftLine = {
      ...hours,
      category: 'AE',
      percent: percent('0'),
      exemption: { text: 'Reverse charge' },
    }
    expect(rulesOf({ seller: none })).toEqual(['BR-S-02'])
    expect(rulesOf({ seller: { ...none, taxNumber: '12/345/67890' } })).toEqual([])
    expect(rulesOf({ seller: { ...none, taxNumber: '12/345/67890' }, lines: [reverse] })).toEqual(['BR-AE-02'])
    expect(rulesOf({ lines: [reverse], buyer: { name: buyer.name, address: buyer.address } })).toEqual(['BR-AE-02'])
    expect(rulesOf({ lines: [reverse] })).toEqual([])
  })

  test('gives a reason for exemption exactly when it charges no tax', () => {
    const exempt: DraftLine = { ...hours, category: 'E', percent: percent('0') }
    expect(rulesOf({ lines: [exempt] })).toEqual(['BR-E-10'])
    expect(rulesOf({ lines: [{ ...hours, exemption: { text: 'because' } }] })).toEqual(['BR-S-10'])
  })

  test('that is not subject to VAT names no VAT id and shares nothing with what is', () => {
    const outside: DraftLine = {
      ...hours,
      category: 'O',
      percent: percent('0'),
      exemption: { code: 'VATEX-EU-O', text: 'Outside' },
    }
    const invoice = totalInvoice({ ...draft, lines: [outside] })
    expect(invoice.seller).not.toHaveProperty('vatId')
    expect(invoice.buyer).not.toHaveProperty('vatId')
    expect(invoiceFaults(invoice)).toEqual([])
    expect(rulesOf({ lines: [outside, hours] })).toEqual(['BR-O-11'])
  })

  test('needs a line, a price above zero, an account and a term', () => {
    expect(rulesOf({ lines: [] })).toEqual(['BR-16'])
    expect(rulesOf({ lines: [{ ...hours, price: decimal('-1') }] })).toEqual(['BR-27'])
    expect(rulesOf({ payment: { means: '58' } })).toEqual(['BR-61'])
    const { due: _due, ...withoutTerm } = draft
    expect(invoiceFaults(totalInvoice(withoutTerm)).map((fault) => fault.rule)).toEqual(['BR-CO-25'])
  })
})
