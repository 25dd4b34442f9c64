import type { z } from 'zod'

/** The parts of a company file that must fit together, whatever else it says. */
type Parts = {
  tax: { vat?: string; registered: boolean; smallBusiness: boolean }
  bank: readonly { id: string; iban: string }[]
  offers: readonly { id: string }[]
  policies: readonly { id: string }[]
  partners: readonly { company?: string; url?: string }[]
}

type Report = (path: PropertyKey[], message: string, fix: string) => void

/** Rules that span several keys. Their messages are whole sentences, each with its fix. */
export function checkTogether(file: Parts, context: z.RefinementCtx): void {
  const report: Report = (path, message, fix) =>
    context.addIssue({ code: 'custom', path, message, params: { whole: true, fix } })
  checkTax(file.tax, report)
  for (const list of ['bank', 'offers', 'policies'] as const) {
    checkUnique(
      list,
      'id',
      file[list].map((item) => item.id),
      report,
    )
  }
  checkUnique(
    'bank',
    'iban',
    file.bank.map((account) => account.iban),
    report,
  )
  checkUnique(
    'partners',
    'for',
    file.partners.map((one) => one.company ?? one.url ?? ''),
    report,
  )
  for (const [index, one] of file.partners.entries()) {
    if ((one.company === undefined) === (one.url === undefined)) {
      report(['partners', index], 'a partner is named by company or by url, and by one of them', 'keep one of the two')
    }
  }
}

function checkTax(tax: Parts['tax'], report: Report): void {
  if (tax.registered && tax.smallBusiness) {
    const message = 'a company under the exemption for small businesses does not charge VAT'
    report(['tax', 'smallBusiness'], message, 'set registered or smallBusiness to false')
  }
  if (tax.registered && tax.vat === undefined) {
    report(['tax', 'registered'], 'a company that charges VAT needs its VAT id on invoices', 'add vat: DE123456788')
  }
}

function checkUnique(list: string, key: string, values: readonly string[], report: Report): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue
    report([list, index, key], `${value} stands twice in ${list}`, 'change or remove one of the two')
  }
}
