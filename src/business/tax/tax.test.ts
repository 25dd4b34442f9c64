import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currency, day, isRefusal, money, negate } from '#kernel'
import { determineVat, type VatQuestion } from './determine-vat.ts'
import { parsePercent, percent, taxOn } from './percent.ts'
import { parseVatId } from './vat-id.ts'
import { rateOn, vatRates } from './vat-rates.ts'

const eur = currency('EUR')
const on = day('2026-10-05')
const german = { country: 'DE', vatRegistered: true, vatId: 'DE123456788' }
const estonian = { country: 'EE', vatRegistered: true, vatId: 'EE123456789' }
const british = { country: 'GB', vatRegistered: true, vatId: 'GB123456789' }

/** Category and percent, or the kind of the refusal. */
function decide(question: Omit<VatQuestion, 'on'> & { on?: VatQuestion['on'] }): string {
  const answer = determineVat({ on, ...question })
  return isRefusal(answer) ? answer.kind : `${answer.category} ${answer.percent}`
}

describe('rates', () => {
  test.each([
    ['DE', '2020-06-30', '19'],
    ['DE', '2020-07-01', '16'],
    ['DE', '2021-01-01', '19'],
    ['EE', '2023-12-31', '20'],
    ['EE', '2024-01-01', '22'],
    ['EE', '2025-06-30', '22'],
    ['EE', '2025-07-01', '24'],
    ['FI', '2024-08-31', '24'],
    ['FI', '2024-09-01', '25.5'],
    ['IE', '2021-02-28', '21'],
    ['IE', '2021-03-01', '23'],
    ['NL', '2012-09-30', '19'],
    ['NL', '2012-10-01', '21'],
    ['FR', '2013-12-31', '19.6'],
    ['GB', '2011-01-04', '20'],
  ])('the standard rate of %s on %s is %s %%', (country, date, expected) => {
    expect(rateOn(country, 'standard', day(date))?.percent).toBe(expected)
  })

  test.each([
    ['LT', '2025-12-31', '9'],
    ['LT', '2026-01-01', '12'],
    ['FI', '2026-01-01', '13.5'],
    ['DE', '2020-12-31', '5'],
  ])('the reduced rate of %s on %s is %s %%', (country, date, expected) => {
    expect(rateOn(country, 'reduced', day(date))?.percent).toBe(expected)
  })

  test('are in order of time, with a source each, and unknown before the table begins', () => {
    for (const rate of vatRates) expect(rate.source).not.toBe('')
    const keys = vatRates.map((rate) => `${rate.country} ${rate.kind} ${rate.since}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const rate of vatRates) expect(rateOn(rate.country, rate.kind, rate.since)).toBe(rate)
    expect(rateOn('DE', 'standard', day('1990-01-01'))).toBeUndefined()
  })
})

describe('a percentage', () => {
  test.each([
    ['19', '19'],
    ['19.00', '19'],
    ['25.50', '25.5'],
    ['0', '0'],
    ['00.0', '0'],
    ['007', '7'],
    ['9.975', '9.975'],
  ])('%s is read as %s', (text, expected) => {
    expect(parsePercent(text)).toBe(expected)
  })

  test.each(['', '-1', '19%', '1e2', '19,5', '1234', '1.0000001', ' 19'])('%j is none', (text) => {
    expect(parsePercent(text)).toBeUndefined()
  })
})

describe('tax on a base', () => {
  test.each([
    [10000n, '19', 1900n],
    [5n, '10', 1n],
    [50n, '5', 3n],
    [49n, '5', 2n],
    [1n, '25.5', 0n],
    [2n, '25.5', 1n],
    [-50n, '5', -3n],
  ])('of %s cents at %s %% is %s cents, half up', (base, rate, expected) => {
    expect(taxOn(money(base, eur), percent(rate)).minor).toBe(expected)
  })

  test('is within half a cent of the exact product, and mirrors for a credit note', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.integer({ min: 0, max: 9999 }), (base, hundredths) => {
        const rate = percent((hundredths / 100).toFixed(2))
        const tax = taxOn(money(base, eur), rate).minor
        const error = tax * 10_000n - base * BigInt(hundredths)
        expect(error <= 5000n && error >= -5000n).toBe(true)
        expect(taxOn(negate(money(base, eur)), rate).minor).toBe(-tax)
      }),
    )
  })
})

describe('VAT ids', () => {
  test.each([
    ['DE 123 456 788', 'DE'],
    ['de123456788', 'DE'],
    ['EE123456789', 'EE'],
    ['EL123456789', 'GR'],
    ['ATU12345678', 'AT'],
    ['BE0123.456.789', 'BE'],
    ['BE1123456789', 'BE'],
    ['NL123456789B01', 'NL'],
    ['FRXX123456789', 'FR'],
    ['IE1234567WA', 'IE'],
    ['GBGD123', 'GB'],
    ['SE123456789001', 'SE'],
  ])('%s is of %s', (text, country) => expect(parseVatId(text)).toMatchObject({ country }))

  test.each([
    '',
    'DE',
    'DE123456789',
    'DE12345678',
    'US123456789',
    'GR123456789',
    'EE12345678',
    '123456788',
    'DE12345678O',
  ])('%j is none', (text) => expect(parseVatId(text)).toMatchObject({ kind: 'vat-id-malformed' }))

  test('of Germany with one digit wrong or two neighbours swapped are caught', () => {
    for (let i = 2; i < 11; i++) {
      for (const digit of '0123456789') {
        const wrong = `DE123456788`.slice(0, i) + digit + 'DE123456788'.slice(i + 1)
        expect(isRefusal(parseVatId(wrong))).toBe(wrong !== 'DE123456788')
      }
    }
    expect(isRefusal(parseVatId('DE213456788'))).toBe(true)
  })
})

describe('the VAT of a sale', () => {
  test('at home is the standard rate of that day', () => {
    expect(decide({ supplier: german, buyer: { country: 'DE' }, kind: 'service' })).toBe('S 19')
    expect(decide({ supplier: estonian, buyer: { country: 'EE', vatId: 'EE1' }, kind: 'digital' })).toBe('S 24')
    expect(decide({ supplier: estonian, buyer: { country: 'EE' }, kind: 'goods', on: day('2025-06-30') })).toBe('S 22')
    expect(decide({ supplier: british, buyer: { country: 'GB' }, kind: 'service' })).toBe('S 20')
  })

  test('of a small business is none, and the invoice says why', () => {
    const small = { country: 'DE', vatRegistered: false }
    const answer = determineVat({ supplier: small, buyer: { country: 'DE' }, kind: 'service', on })
    expect(answer).toMatchObject({
      category: 'E',
      percent: '0',
      exemption: { text: expect.stringContaining('§ 19 UStG') },
    })
    expect(decide({ supplier: small, buyer: { country: 'AT' }, kind: 'service' })).toBe('E 0')
    expect(decide({ supplier: small, buyer: { country: 'EE', vatId: 'EE123456789' }, kind: 'service' })).toBe(
      'vat-ask-founder',
    )
    expect(decide({ supplier: small, buyer: { country: 'US', isBusiness: true }, kind: 'goods' })).toBe(
      'vat-ask-founder',
    )
  })

  test('to a business in another EU country is the reverse charge, or an intra-Community supply', () => {
    const buyer = { country: 'EE', vatId: 'EE 123 456 789' }
    expect(determineVat({ supplier: german, buyer, kind: 'service', on })).toMatchObject({
      category: 'AE',
      percent: '0',
      exemption: { code: 'VATEX-EU-AE', text: 'Reverse charge' },
    })
    expect(decide({ supplier: german, buyer, kind: 'digital' })).toBe('AE 0')
    expect(decide({ supplier: german, buyer, kind: 'goods' })).toBe('K 0')
    expect(decide({ supplier: german, buyer: { country: 'GR', vatId: 'EL123456789' }, kind: 'service' })).toBe('AE 0')
  })

  test('to a business in the EU needs a VAT id of both, of the right country and form', () => {
    const buyer = { country: 'EE', vatId: 'EE123456789' }
    expect(decide({ supplier: { country: 'DE', vatRegistered: true }, buyer, kind: 'service' })).toBe('vat-id-missing')
    expect(decide({ supplier: { ...german, vatId: 'EE123456789' }, buyer, kind: 'service' })).toBe('vat-id-missing')
    expect(decide({ supplier: { ...german, vatId: 'DE1' }, buyer, kind: 'service' })).toBe('vat-id-malformed')
    expect(decide({ supplier: german, buyer: { country: 'EE', vatId: 'EE12' }, kind: 'service' })).toBe(
      'vat-id-malformed',
    )
    expect(decide({ supplier: german, buyer: { country: 'LV', vatId: 'EE123456789' }, kind: 'service' })).toBe(
      'vat-id-malformed',
    )
  })

  test("to a consumer in the EU is the supplier's rate, with a word on the threshold where there is one", () => {
    expect(decide({ supplier: german, buyer: { country: 'FR' }, kind: 'service' })).toBe('S 19')
    expect(decide({ supplier: german, buyer: { country: 'FR', isBusiness: true }, kind: 'service' })).toBe('S 19')
    expect(determineVat({ supplier: estonian, buyer: { country: 'DE' }, kind: 'digital', on })).toMatchObject({
      category: 'S',
      percent: '24',
      note: expect.stringContaining('10,000'),
    })
  })

  test('abroad is none for goods, and for services to a business', () => {
    expect(decide({ supplier: german, buyer: { country: 'US' }, kind: 'goods' })).toBe('G 0')
    expect(decide({ supplier: german, buyer: { country: 'US', isBusiness: true }, kind: 'service' })).toBe('O 0')
    expect(decide({ supplier: german, buyer: { country: 'GB', vatId: 'GB123456789' }, kind: 'digital' })).toBe('O 0')
    expect(decide({ supplier: german, buyer: { country: 'US', isBusiness: false }, kind: 'digital' })).toBe('O 0')
    expect(decide({ supplier: british, buyer: { country: 'DE', vatId: 'DE123456788' }, kind: 'service' })).toBe('O 0')
    expect(decide({ supplier: british, buyer: { country: 'FR' }, kind: 'goods' })).toBe('G 0')
  })

  test.each<[string, Omit<VatQuestion, 'on'>]>([
    [
      'from the United States',
      { supplier: { country: 'US', vatRegistered: false }, buyer: { country: 'US' }, kind: 'service' },
    ],
    [
      'of a service to somebody abroad of whom nothing is known',
      { supplier: german, buyer: { country: 'US' }, kind: 'service' },
    ],
    [
      'of a service to a consumer abroad',
      { supplier: german, buyer: { country: 'CH', isBusiness: false }, kind: 'service' },
    ],
    [
      'of software to a consumer in Britain',
      { supplier: german, buyer: { country: 'GB', isBusiness: false }, kind: 'digital' },
    ],
    [
      'of software from Britain to a consumer in the EU',
      { supplier: british, buyer: { country: 'FR' }, kind: 'digital' },
    ],
  ])('%s is a question to the founder', (_, question) => expect(decide(question)).toBe('vat-ask-founder'))

  test('in a country whose rate is not in the table says so', () => {
    expect(
      decide({ supplier: { country: 'ES', vatRegistered: true }, buyer: { country: 'ES' }, kind: 'service' }),
    ).toBe('vat-rate-unknown')
  })

  test('always has a source, and a reason exactly when it charges nothing', () => {
    const country = fc.constantFrom('DE', 'EE', 'GB', 'FR', 'US', 'CH')
    const kind = fc.constantFrom<VatQuestion['kind']>('service', 'digital', 'goods')
    fc.assert(
      fc.property(country, country, kind, fc.boolean(), fc.boolean(), (from, to, kind, vatRegistered, isBusiness) => {
        const answer = determineVat({
          supplier: { country: from, vatRegistered },
          buyer: { country: to, isBusiness },
          kind,
          on,
        })
        if (isRefusal(answer)) return
        expect(answer.source).not.toBe('')
        expect(answer.exemption === undefined).toBe(answer.category === 'S')
        expect(answer.percent === '0').toBe(answer.category !== 'S')
      }),
    )
  })
})
