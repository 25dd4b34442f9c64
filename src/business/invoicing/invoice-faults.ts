import { add, exponentOf, type Money, money, printAmount, subtract, sum } from '#kernel'
import { taxOn, type VatCategory } from '#tax'
import { isNegative } from './decimal.ts'
import type { EInvoice, TaxSubtotal } from './einvoice.ts'
import { baseOf, sumOfAdjustments } from './invoice-totals.ts'

/** What is wrong with an invoice, by the id of the official rule. */
export type InvoiceFault = { readonly rule: string; readonly message: string }

/** How far tax and base may be off: nothing for our own, less than one unit of currency for others' (see below). */
export type Strictness = 'exact' | 'as-official'

/** Rule ids carry the category's letters, but K is written IC. */
const ruleLetters: Readonly<Record<VatCategory, string>> = {
  S: 'S',
  Z: 'Z',
  E: 'E',
  AE: 'AE',
  K: 'IC',
  G: 'G',
  O: 'O',
}

/** All that keeps an invoice of ours from being sent. */
export function invoiceFaults(invoice: EInvoice): InvoiceFault[] {
  const broken = rules.filter((rule) => !rule.holds(invoice)).map(({ rule, message }) => ({ rule, message }))
  return [...broken, ...invoice.taxes.flatMap((tax) => categoryFaults(invoice, tax)), ...sumFaults(invoice, 'exact')]
}

/**
 * Sums that do not agree: BR-CO-10 to -17 and BR-S-08 and its kin. The official validation artefacts let the base and
 * the tax of a category be off by less than one unit of currency, and so do we with invoices of others.
 */
export function sumFaults(invoice: EInvoice, strictness: Strictness): InvoiceFault[] {
  const { totals, taxes, lines, currency } = invoice
  const slack = strictness === 'exact' ? 0n : 10n ** BigInt(exponentOf(currency)) - 1n
  const total = (amounts: Money[]): Money => sum(amounts, currency)
  return [
    check('BR-CO-10', 'sum of line net amounts (BT-106)', totals.lines, total(lines.map((line) => line.net))),
    check('BR-CO-11', 'sum of allowances (BT-107)', totals.allowances, sumOfAdjustments(invoice, false)),
    check('BR-CO-12', 'sum of charges (BT-108)', totals.charges, sumOfAdjustments(invoice, true)),
    check(
      'BR-CO-13',
      'total without VAT (BT-109)',
      totals.withoutTax,
      add(subtract(totals.lines, totals.allowances), totals.charges),
    ),
    check('BR-CO-14', 'total VAT (BT-110)', totals.tax, total(taxes.map((tax) => tax.tax))),
    check('BR-CO-15', 'total with VAT (BT-112)', totals.withTax, add(totals.withoutTax, totals.tax)),
    check(
      'BR-CO-16',
      'amount due (BT-115)',
      totals.payable,
      add(subtract(totals.withTax, totals.prepaid), totals.rounding),
    ),
    ...taxes.flatMap((tax) => [
      check(
        `BR-${ruleLetters[tax.category]}-08`,
        `base of ${nameOf(tax)} (BT-116)`,
        tax.base,
        baseOf(invoice, tax),
        slack,
      ),
      check(
        'BR-CO-17',
        `VAT of ${nameOf(tax)} (BT-117)`,
        tax.tax,
        taxOn(tax.base, tax.percent),
        tax.percent === '0' ? 0n : slack,
      ),
    ]),
    ...untaxedLines(invoice),
  ].filter((fault) => fault !== undefined)
}

function check(rule: string, what: string, stated: Money, computed: Money, slack = 0n): InvoiceFault | undefined {
  const { minor } = subtract(stated, computed)
  if (minor <= slack && minor >= -slack) return undefined
  const off = printAmount(money(minor, stated.currency))
  return {
    rule,
    message: `the ${what} is ${printAmount(stated)}, but it comes to ${printAmount(computed)} (off by ${off})`,
  }
}

/** Lines whose category and rate have no tax subtotal: their tax would be forgotten. */
function untaxedLines({ lines, taxes }: EInvoice): InvoiceFault[] {
  const known = new Set(taxes.map(nameOf))
  return lines
    .filter((line) => !known.has(nameOf(line)))
    .map((line) => ({
      rule: `BR-${ruleLetters[line.category]}-01`,
      message: `line ${line.id} bears ${nameOf(line)}, which the VAT breakdown does not have`,
    }))
}

function nameOf({ category, percent }: Pick<TaxSubtotal, 'category' | 'percent'>): string {
  return `category ${category} at ${percent} %`
}

/** Rules on the whole invoice, for issuing; the fuller table of the standard is read against the same shape. */
const rules: readonly { rule: string; message: string; holds: (invoice: EInvoice) => boolean }[] = [
  { rule: 'BR-16', message: 'an invoice needs at least one line', holds: ({ lines }) => lines.length > 0 },
  {
    rule: 'BR-27',
    message: 'a price must not be negative; make the quantity negative instead',
    holds: ({ lines }) => lines.every((line) => !isNegative(line.price)),
  },
  {
    rule: 'BR-CO-25',
    message: 'an amount due needs a due date or payment terms',
    holds: ({ totals, due, terms }) => totals.payable.minor <= 0n || due !== undefined || terms !== undefined,
  },
  {
    rule: 'BR-61',
    message: 'a credit transfer (30, 58) needs the account to pay to',
    holds: ({ payment }) => !['30', '58'].includes(payment?.means ?? '') || payment?.account !== undefined,
  },
  {
    rule: 'BR-O-11',
    message: 'what is not subject to VAT (O) cannot share an invoice with what is',
    holds: ({ taxes }) => taxes.length < 2 || taxes.every((tax) => tax.category !== 'O'),
  },
]

function categoryFaults(
  { seller, buyer }: EInvoice,
  { category, exemption, exemptionCode }: TaxSubtotal,
): InvoiceFault[] {
  const letters = ruleLetters[category]
  const faults: InvoiceFault[] = []
  const bothIds = category === 'AE' || category === 'K'
  if (category !== 'O' && seller.vatId === undefined && (bothIds || seller.taxNumber === undefined)) {
    faults.push({
      rule: `BR-${letters}-02`,
      message: `category ${category} needs the VAT id or tax number of the seller`,
    })
  }
  if (bothIds && buyer.vatId === undefined) {
    faults.push({ rule: `BR-${letters}-02`, message: `category ${category} needs the VAT id of the buyer` })
  }
  const hasReason = exemption !== undefined || exemptionCode !== undefined
  if (hasReason === (category === 'S' || category === 'Z')) {
    const verb = hasReason ? 'must not give' : 'must give'
    faults.push({ rule: `BR-${letters}-10`, message: `category ${category} ${verb} a reason for exemption` })
  }
  return faults
}
