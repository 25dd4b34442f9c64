import { currency, day, isCurrency, isRefusal, type Refusal, refuse } from '#kernel'
import { childAt, childrenNamed, parseXml, textAt, type XmlElement } from '#xml'
import type { DocumentAdjustment, DocumentType, EInvoice, InvoiceTotals, Payment, TaxSubtotal } from './einvoice.ts'
import { type InvoiceFault, sumFaults } from './invoice-faults.ts'
import { present } from './present.ts'
import {
  type Fields,
  needAmount,
  needCategory,
  needIndicator,
  needText,
  note,
  optionalAmount,
  optionalDay,
} from './ubl-fields.ts'
import { readLine } from './ubl-read-line.ts'
import { readParty } from './ubl-read-party.ts'

const namespace = 'urn:oasis:names:specification:ubl:schema:xsd'
const invoiceTypes: ReadonlySet<string> = new Set(['380', '326', '384', '386'])
const maxFaults = 50

/**
 * Reads a UBL 2.1 invoice or credit note that claims EN 16931. Refusals: those of the xml room, `not-an-invoice`, and
 * `invoice-invalid` with all its faults and their rule ids in `facts.faults`.
 */
export function readUbl(bytes: Uint8Array): EInvoice | Refusal {
  const root = parseXml(bytes)
  if (isRefusal(root)) return root
  const known = ['Invoice', 'CreditNote'].some(
    (name) => root.name === name && root.namespace === `${namespace}:${name}-2`,
  )
  if (!known) return notAnInvoice(root)
  const code = textAt(root, 'DocumentCurrencyCode') ?? ''
  if (!isCurrency(code)) {
    return invalid([{ rule: 'BR-05', message: `the currency "${code.slice(0, 10)}" is not one of ISO 4217` }])
  }
  const fields: Fields = { currency: currency(code), faults: [] }
  const invoice = readInvoice(fields, root)
  const faults = fields.faults.length > 0 ? fields.faults : sumFaults(invoice, 'as-official')
  return faults.length > 0 ? invalid(faults) : invoice
}

function readInvoice(fields: Fields, root: XmlElement): EInvoice {
  const line = root.name === 'Invoice' ? 'InvoiceLine' : 'CreditNoteLine'
  const lines = childrenNamed(root, line).map((element) => readLine(fields, element))
  if (lines.length === 0) note(fields, 'BR-16', 'the invoice has no line')
  return present<EInvoice>({
    number: needText(fields, 'BR-02', 'the number', root, 'ID'),
    issued: issueDay(fields, root),
    type: documentType(fields, root),
    currency: fields.currency,
    due:
      optionalDay(fields, 'xsd:date', 'the due date', root, 'DueDate') ??
      optionalDay(fields, 'xsd:date', 'the due date', root, 'PaymentMeans', 'PaymentDueDate'),
    buyerReference: textAt(root, 'BuyerReference'),
    orderReference: textAt(root, 'OrderReference', 'ID'),
    note: joined(childrenNamed(root, 'Note')),
    preceding: textAt(root, 'BillingReference', 'InvoiceDocumentReference', 'ID'),
    delivered: optionalDay(fields, 'xsd:date', 'the day of delivery', root, 'Delivery', 'ActualDeliveryDate'),
    seller: readParty(fields, root, 'AccountingSupplierParty'),
    buyer: readParty(fields, root, 'AccountingCustomerParty'),
    payment: readPayment(fields, root),
    terms: joined(childrenNamed(root, 'PaymentTerms').flatMap((terms) => childrenNamed(terms, 'Note'))),
    adjustments: childrenNamed(root, 'AllowanceCharge').map((element) => readAdjustment(fields, element)),
    lines,
    ...readTaxes(fields, root),
  })
}

function issueDay(fields: Fields, root: XmlElement): EInvoice['issued'] {
  needText(fields, 'BR-03', 'the issue date', root, 'IssueDate')
  return optionalDay(fields, 'BR-03', 'the issue date', root, 'IssueDate') ?? day('1970-01-01')
}

function documentType(fields: Fields, root: XmlElement): DocumentType {
  const credit = root.name === 'CreditNote'
  const type = textAt(root, credit ? 'CreditNoteTypeCode' : 'InvoiceTypeCode') ?? ''
  const known = credit ? type === '381' : invoiceTypes.has(type)
  if (!known) note(fields, 'BR-CL-01', `the type "${type.slice(0, 10)}" of the document is not one Kontor books`)
  return known ? (type as DocumentType) : '380'
}

function joined(elements: readonly XmlElement[]): string | undefined {
  const texts = elements.map((element) => element.text.trim()).filter((text) => text !== '')
  return texts.length > 0 ? texts.join('\n') : undefined
}

function readPayment(fields: Fields, root: XmlElement): Payment | undefined {
  const element = childAt(root, 'PaymentMeans')
  if (!element) return undefined
  return present<Payment>({
    means: needText(fields, 'BR-49', 'the means of payment', element, 'PaymentMeansCode'),
    reference: textAt(element, 'PaymentID'),
    account: textAt(element, 'PayeeFinancialAccount', 'ID'),
    accountName: textAt(element, 'PayeeFinancialAccount', 'Name'),
    bank: textAt(element, 'PayeeFinancialAccount', 'FinancialInstitutionBranch', 'ID'),
  })
}

function readAdjustment(fields: Fields, element: XmlElement): DocumentAdjustment {
  const charge = needIndicator(fields, 'an allowance or charge', element)
  const what = charge ? 'a charge' : 'an allowance'
  return present<DocumentAdjustment>({
    charge,
    amount: needAmount(fields, charge ? 'BR-DEC-05' : 'BR-DEC-01', `the amount of ${what}`, childAt(element, 'Amount')),
    reason: textAt(element, 'AllowanceChargeReason') ?? textAt(element, 'AllowanceChargeReasonCode'),
    ...needCategory(fields, what, childAt(element, 'TaxCategory')),
  })
}

function readTaxes(fields: Fields, root: XmlElement): { taxes: TaxSubtotal[]; totals: InvoiceTotals } {
  const inCurrency = childrenNamed(root, 'TaxTotal').filter((total) => currencyOf(total) === fields.currency)
  const [total] = inCurrency
  if (inCurrency.length !== 1) {
    note(fields, 'BR-CO-15', `there must be one VAT total in ${fields.currency}, and there are ${inCurrency.length}`)
  }
  const subtotals = total ? childrenNamed(total, 'TaxSubtotal') : []
  if (subtotals.length === 0) note(fields, 'BR-CO-18', 'there is no VAT breakdown')
  return { taxes: subtotals.map((element) => readSubtotal(fields, element)), totals: readTotals(fields, root, total) }
}

function currencyOf(total: XmlElement): string | undefined {
  return childAt(total, 'TaxAmount')?.attributes.get('currencyID')
}

function readSubtotal(fields: Fields, element: XmlElement): TaxSubtotal {
  const category = childAt(element, 'TaxCategory')
  return present<TaxSubtotal>({
    ...needCategory(fields, 'the VAT breakdown', category),
    base: needAmount(fields, 'BR-DEC-19', 'the taxable amount (BT-116)', childAt(element, 'TaxableAmount')),
    tax: needAmount(fields, 'BR-DEC-20', 'the VAT of a category (BT-117)', childAt(element, 'TaxAmount')),
    exemptionCode: category && textAt(category, 'TaxExemptionReasonCode'),
    exemption: category && textAt(category, 'TaxExemptionReason'),
  })
}

function readTotals(fields: Fields, root: XmlElement, taxTotal: XmlElement | undefined): InvoiceTotals {
  const at = (name: string): XmlElement | undefined => childAt(root, 'LegalMonetaryTotal', name)
  return {
    lines: needAmount(fields, 'BR-DEC-09', 'the sum of lines (BT-106)', at('LineExtensionAmount')),
    allowances: optionalAmount(fields, 'BR-DEC-10', 'the sum of allowances (BT-107)', at('AllowanceTotalAmount')),
    charges: optionalAmount(fields, 'BR-DEC-11', 'the sum of charges (BT-108)', at('ChargeTotalAmount')),
    withoutTax: needAmount(fields, 'BR-DEC-12', 'the total without VAT (BT-109)', at('TaxExclusiveAmount')),
    tax: optionalAmount(fields, 'BR-DEC-13', 'the total VAT (BT-110)', taxTotal && childAt(taxTotal, 'TaxAmount')),
    withTax: needAmount(fields, 'BR-DEC-14', 'the total with VAT (BT-112)', at('TaxInclusiveAmount')),
    prepaid: optionalAmount(fields, 'BR-DEC-16', 'the paid amount (BT-113)', at('PrepaidAmount')),
    rounding: optionalAmount(fields, 'BR-DEC-17', 'the rounding (BT-114)', at('PayableRoundingAmount')),
    payable: needAmount(fields, 'BR-DEC-18', 'the amount due (BT-115)', at('PayableAmount')),
  }
}

function notAnInvoice({ name, namespace: found }: XmlElement): Refusal {
  const cii = name === 'CrossIndustryInvoice' ? ', an invoice in the other syntax of EN 16931 (CII)' : ''
  return refuse('not-an-invoice', {
    message: `this is no UBL invoice but an XML document of <${name}>${found === '' ? '' : ` in ${found}`}${cii}`,
    fix: 'ask the supplier for the invoice as UBL 2.1, or enter the bill by hand',
    facts: { root: name, namespace: found },
  })
}

function invalid(faults: readonly InvoiceFault[]): Refusal {
  const [first] = faults
  const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return refuse('invoice-invalid', {
    message: `the invoice breaks ${first?.rule}: ${first?.message}${others}`,
    fix: 'ask the supplier for a corrected invoice, or enter the bill as printed',
    facts: { faults: faults.slice(0, maxFaults) },
  })
}
