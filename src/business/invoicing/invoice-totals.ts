import { add, type Money, subtract, sum, zero } from '#kernel'
import { type Percent, taxOn, type VatAnswer, type VatCategory } from '#tax'
import { decimal, priceOf } from './decimal.ts'
import type { Adjustment, EInvoice, InvoiceLine, InvoiceParty, InvoiceTotals, TaxSubtotal } from './einvoice.ts'

/** A line before its amount is worked out. `exemption` is why it bears no tax, as `determineVat` says it. */
export type DraftLine = Omit<InvoiceLine, 'net' | 'adjustments'> & {
  readonly adjustments?: readonly Adjustment[]
  readonly exemption?: NonNullable<VatAnswer['exemption']>
}

/** An invoice before its sums. `prepaid` is BT-113. */
export type InvoiceDraft = Omit<EInvoice, 'lines' | 'adjustments' | 'taxes' | 'totals'> & {
  readonly lines: readonly DraftLine[]
  readonly adjustments?: EInvoice['adjustments']
  readonly prepaid?: Money
}

type Taxed = Pick<EInvoice, 'currency' | 'lines' | 'adjustments'>
type Group = { readonly category: VatCategory; readonly percent: Percent }

/**
 * Works out all sums: lines are rounded before they are added (BR-CO-10), tax once for each category and rate
 * (BR-CO-17). When nothing is subject to VAT the VAT ids are left out, as BR-O-02 demands.
 */
export function totalInvoice(draft: InvoiceDraft): EInvoice {
  const { prepaid = zero(draft.currency), lines: drafts, adjustments = [], ...head } = draft
  const taxed: Taxed = { currency: draft.currency, adjustments, lines: drafts.map((line) => netLine(line, draft)) }
  const taxes = groupsOf(taxed).map((group) => subtotal(taxed, group, drafts))
  const untaxed = taxed.lines.every((line) => line.category === 'O')
  return {
    ...head,
    ...taxed,
    seller: untaxed ? withoutVatId(head.seller) : head.seller,
    buyer: untaxed ? withoutVatId(head.buyer) : head.buyer,
    taxes,
    totals: totalsOf(taxed, taxes, prepaid),
  }
}

/** The net amount of a line (BT-131). */
function netOf(line: Omit<InvoiceLine, 'net'>, { currency }: Pick<EInvoice, 'currency'>): Money {
  const gross = priceOf(line.quantity, line.price, line.priceBase ?? decimal('1'), currency)
  return line.adjustments.reduce(adjust, gross)
}

/** The base of one category and rate (BT-116): its lines, less allowances, plus charges of the document. */
export function baseOf({ currency, lines, adjustments }: Taxed, group: Group): Money {
  const same = (one: Group): boolean => one.category === group.category && one.percent === group.percent
  const nets = lines.filter(same).map((line) => line.net)
  return adjustments.filter(same).reduce(adjust, sum(nets, currency))
}

export function sumOfAdjustments({ currency, adjustments }: Taxed, charge: boolean): Money {
  const amounts = adjustments.filter((one) => one.charge === charge).map((one) => one.amount)
  return sum(amounts, currency)
}

function netLine(line: DraftLine, draft: InvoiceDraft): InvoiceLine {
  const { exemption: _exemption, adjustments = [], ...given } = line
  const rest = { ...given, adjustments }
  return { ...rest, net: netOf(rest, draft) }
}

function adjust(amount: Money, { charge, amount: by }: Adjustment): Money {
  return charge ? add(amount, by) : subtract(amount, by)
}

/** Every category and rate once, in the order of the lines. */
function groupsOf({ lines, adjustments }: Taxed): Group[] {
  const groups = new Map<string, Group>()
  for (const { category, percent } of [...lines, ...adjustments]) {
    const key = `${category} ${percent}`
    if (!groups.has(key)) groups.set(key, { category, percent })
  }
  return [...groups.values()]
}

function subtotal(taxed: Taxed, { category, percent }: Group, drafts: readonly DraftLine[]): TaxSubtotal {
  const base = baseOf(taxed, { category, percent })
  const reasons = drafts.filter((line) => line.category === category).flatMap((line) => line.exemption ?? [])
  const text = [...new Set(reasons.map((reason) => reason.text))].join('; ')
  const code = reasons.find((reason) => reason.code !== undefined)?.code
  return {
    category,
    percent,
    base,
    tax: taxOn(base, percent),
    ...(code === undefined ? {} : { exemptionCode: code }),
    ...(text === '' ? {} : { exemption: text }),
  }
}

function totalsOf(taxed: Taxed, taxes: readonly TaxSubtotal[], prepaid: Money): InvoiceTotals {
  const { currency } = taxed
  const lines = sum(
    taxed.lines.map((line) => line.net),
    currency,
  )
  const allowances = sumOfAdjustments(taxed, false)
  const charges = sumOfAdjustments(taxed, true)
  const withoutTax = add(subtract(lines, allowances), charges)
  const tax = sum(
    taxes.map((one) => one.tax),
    currency,
  )
  const withTax = add(withoutTax, tax)
  const payable = subtract(withTax, prepaid)
  const rounding = zero(currency)
  return { lines, allowances, charges, withoutTax, tax, withTax, prepaid, rounding, payable }
}

function withoutVatId(party: InvoiceParty): InvoiceParty {
  const { vatId: _vatId, ...rest } = party
  return rest
}
