import { type Currency, type Day, type Money, parseAmount, parseDay, zero } from '#kernel'
import { parsePercent, percent, type Percent, type VatCategory } from '#tax'
import { childAt, textAt, type XmlElement } from '#xml'
import { type Decimal, decimal, parseDecimal } from './decimal.ts'
import type { InvoiceFault } from './invoice-faults.ts'

/**
 * Reads fields and notes what is wrong with each, so that one reading tells all. What a faulty field gives is a filler
 * that nobody sees: an invoice with faults is refused.
 */
export type Fields = { readonly currency: Currency; readonly faults: InvoiceFault[] }

const categories: ReadonlySet<string> = new Set(['S', 'Z', 'E', 'AE', 'K', 'G', 'O'])

export function note({ faults }: Fields, rule: string, message: string): void {
  faults.push({ rule, message })
}

export function needText(fields: Fields, rule: string, what: string, from: XmlElement, ...path: string[]): string {
  return textAt(from, ...path) ?? missing(fields, rule, what)
}

export function missing(fields: Fields, rule: string, what: string): string {
  note(fields, rule, `${what} is missing`)
  return ''
}

export function optionalDay(
  fields: Fields,
  rule: string,
  what: string,
  from: XmlElement,
  name: string,
  child?: string,
): Day | undefined {
  const text = child === undefined ? textAt(from, name) : textAt(from, name, child)
  if (text === undefined) return undefined
  const day = parseDay(text.slice(0, 10))
  if (!day) note(fields, rule, `${what} "${text.slice(0, 20)}" is not a day`)
  return day
}

/** An amount in the document's currency; `rule` is the one on its decimals (BR-DEC). */
export function needAmount(fields: Fields, rule: string, what: string, element: XmlElement | undefined): Money {
  const { currency } = fields
  if (!element) note(fields, rule, `${what} is missing`)
  else {
    const stated = element.attributes.get('currencyID') ?? currency
    if (stated !== currency) {
      note(fields, 'PEPPOL-EN16931-R051', `${what} is in ${stated}, but the document is in ${currency}`)
    }
    const text = element.text.trim()
    const amount = parseAmount(text, currency)
    if (amount) return amount
    note(
      fields,
      rule,
      `${what} "${text.slice(0, 40)}" is not a decimal amount of ${currency} with no more decimals than it has`,
    )
  }
  return zero(currency)
}

/** An amount that may be left out when it is zero. */
export function optionalAmount(fields: Fields, rule: string, what: string, element: XmlElement | undefined): Money {
  return element ? needAmount(fields, rule, what, element) : zero(fields.currency)
}

export function needDecimal(fields: Fields, rule: string, what: string, text: string | undefined): Decimal {
  const value = text === undefined ? undefined : parseDecimal(text)
  if (value === undefined) note(fields, rule, `${what} "${(text ?? '').slice(0, 40)}" is not a decimal number`)
  return value ?? decimal('0')
}

export function needCategory(
  fields: Fields,
  what: string,
  element: XmlElement | undefined,
): { category: VatCategory; percent: Percent } {
  const id = element && textAt(element, 'ID')
  const text = element && textAt(element, 'Percent')
  if (id === undefined || !categories.has(id)) {
    note(fields, 'BR-CL-18', `${what} has the VAT category ${id ?? '(none)'}; Kontor knows S, Z, E, AE, K, G and O`)
    return { category: 'O', percent: percent('0') }
  }
  const category = id as VatCategory
  // Only S has a rate of its own: the others may leave their zero out.
  const rate = text === undefined && category !== 'S' ? percent('0') : parsePercent(text ?? '')
  if (rate === undefined)
    note(fields, 'BR-48', `${what} has the VAT rate "${(text ?? '').slice(0, 20)}", which is not a percentage`)
  return { category, percent: rate ?? percent('0') }
}

/** `true` marks a charge, `false` an allowance. */
export function needIndicator(fields: Fields, what: string, from: XmlElement): boolean {
  const text = childAt(from, 'ChargeIndicator')?.text.trim() ?? ''
  if (!['true', 'false', '1', '0'].includes(text))
    note(fields, 'xsd:boolean', `${what} does not say whether it is a charge`)
  return text === 'true' || text === '1'
}
