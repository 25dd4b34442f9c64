import type { CompanyFile } from '#companies'
import { negate, printMoney } from '#kernel'
import type { PostingInput } from '#ledger'
import type { EInvoice } from './einvoice.ts'

const revenueOf: Readonly<Record<string, string>> = {
  S: 'revenue.services',
  Z: 'revenue.exempt',
  E: 'revenue.small-business',
  AE: 'revenue.services.eu',
  K: 'revenue.services.eu',
  G: 'revenue.services.abroad',
  O: 'revenue.services.abroad',
}

/** Debit what the customer owes; credit revenue and VAT by category and rate. */
export function invoicePostings(
  { taxes, totals }: EInvoice,
  { party, file }: { party: string; file: CompanyFile },
): PostingInput[] {
  const credits = taxes.flatMap(({ category, percent, base, tax }) => {
    const taxCode = `${file.jurisdiction}-${category}-${percent}`
    const revenue = { account: revenueOf[category] ?? 'revenue.services', amount: printMoney(negate(base)), taxCode }
    return tax.minor === 0n ? [revenue] : [revenue, { account: 'vat.output', amount: printMoney(negate(tax)), taxCode }]
  })
  return [{ account: 'receivable', amount: printMoney(totals.withTax), party }, ...credits]
}
