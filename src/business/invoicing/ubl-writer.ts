import { isZero, type Money, printAmount } from '#kernel'
import type { Percent, VatCategory } from '#tax'
import { printXml, type XmlNode } from '#xml'
import type { Adjustment, DocumentAdjustment, EInvoice, InvoiceLine, TaxSubtotal } from './einvoice.ts'
import { aggregate, basic, type Optional } from './ubl-nodes.ts'
import { partyNode } from './ubl-write-party.ts'

/** OASIS UBL 2.1 names of the two documents; a credit note has elements of its own for the same terms. */
const invoiceNames = { root: 'Invoice', type: 'InvoiceTypeCode', line: 'InvoiceLine', quantity: 'InvoicedQuantity' }
const creditNames = {
  root: 'CreditNote',
  type: 'CreditNoteTypeCode',
  line: 'CreditNoteLine',
  quantity: 'CreditedQuantity',
}

const xsd = 'urn:oasis:names:specification:ubl:schema:xsd'
const customization = 'urn:cen.eu:en16931:2017'

/** The invoice as UBL 2.1 XML with the syntax binding of EN 16931-3-2. The same invoice gives the same bytes. */
export function writeUbl(invoice: EInvoice): string {
  const names = invoice.type === '381' ? creditNames : invoiceNames
  const credit = names === creditNames
  const { root } = names
  return printXml({
    name: root,
    attributes: {
      xmlns: `${xsd}:${root}-2`,
      'xmlns:cac': `${xsd}:CommonAggregateComponents-2`,
      'xmlns:cbc': `${xsd}:CommonBasicComponents-2`,
    },
    children: [
      basic('CustomizationID', customization),
      basic('ID', invoice.number),
      basic('IssueDate', invoice.issued),
      ...(credit ? [] : basic('DueDate', invoice.due)),
      basic(names.type, invoice.type),
      basic('Note', invoice.note),
      basic('DocumentCurrencyCode', invoice.currency),
      basic('BuyerReference', invoice.buyerReference),
      aggregate('OrderReference', basic('ID', invoice.orderReference)),
      aggregate('BillingReference', aggregate('InvoiceDocumentReference', basic('ID', invoice.preceding))),
      aggregate('AccountingSupplierParty', partyNode(invoice.seller)),
      aggregate('AccountingCustomerParty', partyNode(invoice.buyer)),
      aggregate('Delivery', basic('ActualDeliveryDate', invoice.delivered)),
      paymentNode(invoice, credit),
      aggregate('PaymentTerms', basic('Note', invoice.terms)),
      ...invoice.adjustments.map(documentAdjustment),
      taxTotal(invoice),
      totalsNode(invoice),
      ...invoice.lines.map((line) => lineNode(line, names)),
    ].flat(),
  })
}

/** A credit note has no due date of its own in UBL: it stands with the means of payment, which is then "not defined". */
function paymentNode({ payment, due }: EInvoice, credit: boolean): Optional {
  const paymentDue = credit ? due : undefined
  if (!payment && paymentDue === undefined) return []
  return aggregate(
    'PaymentMeans',
    basic('PaymentMeansCode', payment?.means ?? '1'),
    basic('PaymentDueDate', paymentDue),
    basic('PaymentID', payment?.reference),
    aggregate(
      'PayeeFinancialAccount',
      basic('ID', payment?.account),
      basic('Name', payment?.accountName),
      aggregate('FinancialInstitutionBranch', basic('ID', payment?.bank)),
    ),
  )
}

function documentAdjustment({ category, percent, ...adjustment }: DocumentAdjustment): Optional {
  return adjustmentNode(adjustment, categoryNode('TaxCategory', category, percent))
}

function adjustmentNode({ charge, amount, reason }: Adjustment, category: Optional = []): Optional {
  return aggregate(
    'AllowanceCharge',
    basic('ChargeIndicator', String(charge)),
    basic('AllowanceChargeReason', reason),
    amountNode('Amount', amount),
    category,
  )
}

function taxTotal({ totals, taxes }: EInvoice): Optional {
  return aggregate('TaxTotal', amountNode('TaxAmount', totals.tax), ...taxes.map(subtotalNode))
}

function subtotalNode({ base, tax, category, percent, exemptionCode, exemption }: TaxSubtotal): Optional {
  const reasons = [basic('TaxExemptionReasonCode', exemptionCode), basic('TaxExemptionReason', exemption)].flat()
  return aggregate(
    'TaxSubtotal',
    amountNode('TaxableAmount', base),
    amountNode('TaxAmount', tax),
    categoryNode('TaxCategory', category, percent, reasons),
  )
}

/** What is not subject to VAT has no rate, not even zero (BR-O-05). */
function categoryNode(name: string, category: VatCategory, percent: Percent, reasons: Optional = []): Optional {
  return aggregate(
    name,
    basic('ID', category),
    basic('Percent', category === 'O' ? undefined : percent),
    reasons,
    aggregate('TaxScheme', basic('ID', 'VAT')),
  )
}

function totalsNode({ totals }: EInvoice): Optional {
  return aggregate(
    'LegalMonetaryTotal',
    amountNode('LineExtensionAmount', totals.lines),
    amountNode('TaxExclusiveAmount', totals.withoutTax),
    amountNode('TaxInclusiveAmount', totals.withTax),
    unlessZero('AllowanceTotalAmount', totals.allowances),
    unlessZero('ChargeTotalAmount', totals.charges),
    unlessZero('PrepaidAmount', totals.prepaid),
    unlessZero('PayableRoundingAmount', totals.rounding),
    amountNode('PayableAmount', totals.payable),
  )
}

function lineNode(line: InvoiceLine, names: typeof invoiceNames): XmlNode[] {
  const { net, unit } = line
  return aggregate(
    names.line,
    basic('ID', line.id),
    basic('Note', line.note),
    basic(names.quantity, line.quantity, { unitCode: unit }),
    amountNode('LineExtensionAmount', net),
    ...line.adjustments.map((adjustment) => adjustmentNode(adjustment)),
    aggregate(
      'Item',
      basic('Description', line.description),
      basic('Name', line.name),
      aggregate('SellersItemIdentification', basic('ID', line.sellerItemId)),
      categoryNode('ClassifiedTaxCategory', line.category, line.percent),
    ),
    aggregate(
      'Price',
      basic('PriceAmount', line.price, { currencyID: net.currency }),
      basic('BaseQuantity', line.priceBase, { unitCode: unit }),
    ),
  )
}

function unlessZero(name: string, amount: Money): Optional {
  return isZero(amount) ? [] : amountNode(name, amount)
}

function amountNode(name: string, amount: Money): Optional {
  return basic(name, printAmount(amount), { currencyID: amount.currency })
}
