import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#kernel'
import type { EInvoice } from './einvoice.ts'
import { sumFaults } from './invoice-faults.ts'
import { draft, drafts } from './invoice-samples.ts'
import { totalInvoice } from './invoice-totals.ts'
import { readUbl } from './ubl-reader.ts'
import { writeUbl } from './ubl-writer.ts'

const invoice = totalInvoice(draft)
const written = writeUbl(invoice)
const read = (text: string): EInvoice | Refusal => readUbl(Buffer.from(text))

/** Rule ids that a changed copy of the sample breaks. */
function broken(from: string | RegExp, to: string, text = written): string[] {
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  const result = read(changed)
  if (!isRefusal(result)) return []
  const { faults = [] } = result.facts as { faults?: { rule: string }[] }
  return faults.map((fault) => fault.rule)
}

describe('an invoice as UBL', () => {
  test('names the standard, the terms and the amounts in the order of the schema', () => {
    const names = [...written.matchAll(/^ {2}<(?:cbc|cac):(\w+)/gm)].map(([, name]) => name)
    expect(names).toEqual([
      'CustomizationID',
      'ID',
      'IssueDate',
      'DueDate',
      'InvoiceTypeCode',
      'DocumentCurrencyCode',
      'AccountingSupplierParty',
      'AccountingCustomerParty',
      'PaymentMeans',
      'TaxTotal',
      'LegalMonetaryTotal',
      'InvoiceLine',
    ])
    expect(written).toContain('<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>')
    expect(written).toContain('<cbc:InvoicedQuantity unitCode="HUR">7.5</cbc:InvoicedQuantity>')
    expect(written).toContain('<cbc:PayableAmount currencyID="EUR">714.00</cbc:PayableAmount>')
  })

  test('of type 381 is a credit note with a due date beside the means of payment', () => {
    const credit = totalInvoice({ ...draft, type: '381', preceding: '2026-000' })
    const text = writeUbl(credit)
    expect(text).toContain('<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"')
    expect(text).toContain('<cbc:PaymentDueDate>2026-10-19</cbc:PaymentDueDate>')
    expect(text).not.toContain('DueDate>2026-10-19</cbc:DueDate')
    expect(read(text)).toEqual(credit)
  })

  test('is read back as the same invoice, whatever it is', () => {
    fc.assert(
      fc.property(drafts, (any) => {
        const expected = totalInvoice(any)
        expect(read(writeUbl(expected))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a bill from a supplier', () => {
  test('is read with other prefixes, other layout and things we do not use', () => {
    const foreign = written
      .replaceAll('cbc:', 'b:')
      .replaceAll('cac:', 'a:')
      .replace('xmlns:cbc', 'xmlns:b')
      .replace('xmlns:cac', 'xmlns:a')
      .replace('<b:ID>2026-001', '<b:ProfileID>x</b:ProfileID><b:ID>2026-001')
      .replaceAll(/\n\s*/g, '')
    expect(read(foreign)).toEqual(invoice)
  })

  test('may have a second VAT total in the currency of its books', () => {
    const second =
      '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">1250.00</cbc:TaxAmount></cac:TaxTotal>\n  <cac:LegalMonetaryTotal>'
    expect(read(written.replace('<cac:LegalMonetaryTotal>', second))).toEqual(invoice)
  })

  test('may round the tax of a category its own way, by less than one euro', () => {
    const off = (tax: string, total: string): string =>
      written.replaceAll('>114.00<', `>${tax}<`).replaceAll('>714.00<', `>${total}<`)
    expect(read(off('114.01', '714.01'))).toMatchObject({ totals: { tax: { minor: 11401n } } })
    expect(read(off('115.00', '715.00'))).toMatchObject({
      kind: 'invoice-invalid',
      facts: { faults: [{ rule: 'BR-CO-17' }] },
    })
  })

  test.each([
    ['BR-CO-10', 'LineExtensionAmount currencyID="EUR">600.00', 'LineExtensionAmount currencyID="EUR">601.00'],
    ['BR-CO-13', 'TaxExclusiveAmount currencyID="EUR">600.00', 'TaxExclusiveAmount currencyID="EUR">600.01'],
    ['BR-CO-14', /TaxAmount currencyID="EUR">114.00/, 'TaxAmount currencyID="EUR">115.00'],
    ['BR-CO-15', 'TaxInclusiveAmount currencyID="EUR">714.00', 'TaxInclusiveAmount currencyID="EUR">713.99'],
    ['BR-CO-16', 'PayableAmount currencyID="EUR">714.00', 'PayableAmount currencyID="EUR">713.99'],
    ['BR-S-08', 'TaxableAmount currencyID="EUR">600.00', 'TaxableAmount currencyID="EUR">601.00'],
    [
      'BR-CO-11',
      '</cbc:TaxInclusiveAmount>',
      '</cbc:TaxInclusiveAmount><cbc:AllowanceTotalAmount currencyID="EUR">1</cbc:AllowanceTotalAmount>',
    ],
    [
      'BR-S-01',
      /<cbc:Percent>19<\/cbc:Percent>(?=\s*<cac:TaxScheme>\s*<cbc:ID>VAT<\/cbc:ID>\s*<\/cac:TaxScheme>\s*<\/cac:Classified)/,
      '<cbc:Percent>7</cbc:Percent>',
    ],
  ])('whose sums break %s is refused with that rule', (rule, from, to) => {
    expect(broken(from, to)).toContain(rule)
  })

  test.each([
    ['BR-DEC-18', 'PayableAmount currencyID="EUR">714.00', 'PayableAmount currencyID="EUR">714.001'],
    [
      'BR-DEC-23',
      /LineExtensionAmount currencyID="EUR">600.00(?=<\/cbc:LineExtensionAmount>\s*<cac:Item>)/,
      'LineExtensionAmount currencyID="EUR">6e2',
    ],
    ['BR-DEC-14', '<cbc:TaxInclusiveAmount currencyID="EUR">714.00</cbc:TaxInclusiveAmount>', ''],
    ['PEPPOL-EN16931-R051', 'PayableAmount currencyID="EUR"', 'PayableAmount currencyID="USD"'],
    ['BR-02', '<cbc:ID>2026-001</cbc:ID>', ''],
    ['BR-03', '>2026-10-05<', '>2026-13-05<'],
    ['BR-03', '>2026-10-05<', '> <'],
    ['BR-CL-01', 'Code>380<', 'Code>381<'],
    ['BR-05', 'Code>EUR<', 'Code>EURO<'],
    ['BR-06', '<cbc:RegistrationName>Stille Post UG</cbc:RegistrationName>', ''],
    ['BR-11', '<cbc:IdentificationCode>EE</cbc:IdentificationCode>', ''],
    ['BR-16', /<cac:InvoiceLine>[\s\S]*<\/cac:InvoiceLine>/, ''],
    ['BR-22', '>7.5<', '>seven<'],
    ['BR-48', /<cbc:Percent>19/, '<cbc:Percent>much'],
    ['BR-CL-18', /<cbc:ID>S</, '<cbc:ID>XX<'],
    ['BR-CO-15', /<cac:TaxTotal>[\s\S]*<\/cac:TaxTotal>/, ''],
  ])('that breaks %s is refused with that rule', (rule, from, to) => {
    expect(broken(from, to)).toContain(rule)
  })

  test('is told all its faults at once', () => {
    const two = written.replace('>7.5<', '>seven<').replace('>2026-10-05<', '>today<')
    expect(read(two)).toMatchObject({
      kind: 'invoice-invalid',
      facts: { faults: [{ rule: 'BR-22' }, { rule: 'BR-03' }] },
    })
  })
})

describe('a damaged bill', () => {
  test('is either refused or read, and its sums agree then: it never brings Kontor down', () => {
    const place = fc.nat(written.length)
    const damage = fc.oneof(
      fc.constantFrom('', '<', '>', '&', '"', '0', '-', '9.999', '</', ' '),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(place, fc.nat(40), damage, (at, length, by) => {
        const result = read(written.slice(0, at) + by + written.slice(at + length))
        expect(isRefusal(result) || sumFaults(result, 'as-official').length === 0).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})

describe('what is no invoice', () => {
  test.each([
    ['not-an-invoice', '<Invoice/>'],
    ['not-an-invoice', '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'],
    [
      'not-an-invoice',
      '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>',
    ],
    ['xml-malformed', 'Dear founder, please pay.'],
    ['xml-doctype', `<!DOCTYPE a [<!ENTITY x "y">]>${written.slice(written.indexOf('<Invoice'))}`],
    ['xml-truncated', written.slice(0, 900)],
  ])('is refused as %s', (kind, text) => expect(read(text)).toMatchObject({ kind }))
})
