import * as fc from 'fast-check'
import { addDays, currency, day, money } from '#kernel'
import { percent, type VatCategory } from '#tax'
import { decimal } from './decimal.ts'
import type { Adjustment, InvoiceParty } from './einvoice.ts'
import type { DraftLine, InvoiceDraft } from './invoice-totals.ts'
import { present } from './present.ts'

/** Invoices for tests: one to read, and any number made up. */
export const eur = currency('EUR')

export const seller: InvoiceParty = {
  name: 'Stille Post UG',
  vatId: 'DE123456788',
  endpoint: { scheme: 'EM', id: 'billing@stille-post.example' },
  address: { street: 'Hafenstrasse 1', city: 'Hamburg', postcode: '20457', country: 'DE' },
  email: 'billing@stille-post.example',
}

export const buyer: InvoiceParty = {
  name: 'Pood OÜ',
  vatId: 'EE123456789',
  address: { city: 'Tallinn', country: 'EE' },
}

export const hours: DraftLine = {
  id: '1',
  quantity: decimal('7.5'),
  unit: 'HUR',
  name: 'Support',
  price: decimal('80'),
  category: 'S',
  percent: percent('19'),
}

export const draft: InvoiceDraft = {
  number: '2026-001',
  issued: day('2026-10-05'),
  type: '380',
  currency: eur,
  due: day('2026-10-19'),
  seller,
  buyer,
  payment: { means: '58', account: 'DE02120300000000202051', reference: '2026-001' },
  lines: [hours],
}

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((raw) => raw.replaceAll(/[^\t\n\r\u0020-\ufffd]/g, ' ').trim())
  .filter((clean) => clean !== '')
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })
const someDay = fc.integer({ min: 0, max: 5000 }).map((count) => addDays(day('2020-01-01'), count))
const amount = fc.bigInt(0n, 1_000_000n).map((minor) => money(minor, eur))
const number = fc
  .tuple(fc.bigInt(0n, 999_999n), fc.stringMatching(/^\d{0,5}$/))
  .map(([whole, decimals]) => decimal(decimals === '' ? String(whole) : `${whole}.${decimals}`))

const party: fc.Arbitrary<InvoiceParty> = fc
  .record({
    name: text,
    tradingName: maybe(text),
    registration: maybe(text),
    vatId: maybe(text),
    taxNumber: maybe(text),
    endpoint: maybe(fc.record({ scheme: fc.constantFrom('EM', '0204'), id: text })),
    address: fc
      .record({
        street: maybe(text),
        street2: maybe(text),
        city: maybe(text),
        postcode: maybe(text),
        region: maybe(text),
        country: fc.constantFrom('DE', 'EE', 'US'),
      })
      .map((address) => present<InvoiceParty['address']>(address)),
    contactName: maybe(text),
    phone: maybe(text),
    email: maybe(text),
  })
  .map((fields) => present<InvoiceParty>(fields))

const adjustment: fc.Arbitrary<Adjustment> = fc
  .record({ charge: fc.boolean(), amount, reason: maybe(text) })
  .map((fields) => present<Adjustment>(fields))

/** Either all lines are out of scope of VAT, or none is (BR-O-11). */
const rates = (untaxed: boolean): fc.Arbitrary<{ category: VatCategory; percent: DraftLine['percent'] }> => {
  const taxed: [VatCategory, string][] = [
    ['S', '19'],
    ['S', '7'],
    ['S', '25.5'],
    ['Z', '0'],
    ['E', '0'],
    ['AE', '0'],
    ['K', '0'],
    ['G', '0'],
  ]
  const choices: [VatCategory, string][] = untaxed ? [['O', '0']] : taxed
  return fc.constantFrom(...choices).map(([category, rate]) => ({ category, percent: percent(rate) }))
}

const line = (untaxed: boolean): fc.Arbitrary<DraftLine> =>
  fc
    .record({
      id: text,
      note: maybe(text),
      quantity: fc
        .tuple(fc.boolean(), number)
        .map(([back, size]) => (back && size !== '0' ? decimal(`-${size}`) : size)),
      unit: fc.constantFrom('C62', 'HUR', 'MON'),
      adjustments: fc.array(adjustment, { maxLength: 2 }),
      name: text,
      description: maybe(text),
      sellerItemId: maybe(text),
      price: number,
      priceBase: maybe(fc.constantFrom(decimal('1'), decimal('3'), decimal('100'), decimal('0.5'))),
      rate: rates(untaxed),
      exemption: maybe(fc.record({ code: fc.constant('VATEX-EU-AE'), text })),
    })
    .map(({ rate, ...fields }) => present<DraftLine>({ ...fields, ...rate }))

export const drafts: fc.Arbitrary<InvoiceDraft> = fc.boolean().chain((untaxed) =>
  fc
    .record({
      number: text,
      issued: someDay,
      type: fc.constantFrom<InvoiceDraft['type'][]>('380', '381', '384'),
      currency: fc.constant(eur),
      due: maybe(someDay),
      buyerReference: maybe(text),
      orderReference: maybe(text),
      note: maybe(text),
      preceding: maybe(text),
      delivered: maybe(someDay),
      seller: party,
      buyer: party,
      payment: fc
        .record({
          means: fc.constantFrom('30', '58', '48'),
          reference: maybe(text),
          account: maybe(text),
          accountName: maybe(text),
          bank: maybe(text),
        })
        .map((fields) => present<NonNullable<InvoiceDraft['payment']>>(fields)),
      terms: maybe(text),
      adjustments: fc.array(
        fc.tuple(adjustment, rates(untaxed)).map(([one, rate]) => ({ ...one, ...rate })),
        { maxLength: 2 },
      ),
      prepaid: maybe(amount),
      lines: fc.array(line(untaxed), { minLength: 1, maxLength: 4 }),
    })
    .map((fields) => present<InvoiceDraft>(fields)),
)
