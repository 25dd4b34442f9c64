import { type Currency, exponentOf, fraction, type Money, money } from '#kernel'

/** An exact decimal number without needless zeros, for quantities and unit prices: `1.5`, `-3`, `0.0125`. */
export type Decimal = string & { readonly decimal: unique symbol }

/** Reads up to 15 digits before and 10 after the point; undefined for anything else. Equal numbers give equal text. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^(-?)0*(\d{1,15})(?:\.(\d{1,10}))?$/.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', decimals = ''] = match
  const kept = decimals.replace(/0+$/, '')
  const size = kept === '' ? whole : `${whole}.${kept}`
  return (size === '0' ? size : sign + size) as Decimal
}

/** Throws for text that is no decimal: for constants. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text)
  if (parsed === undefined) throw new TypeError(`${text} is not a decimal number; write 1.5`)
  return parsed
}

/** Quantity × price ÷ base, half away from zero to the minor unit, rounded once. The base is above zero. */
export function priceOf(quantity: Decimal, price: Decimal, base: Decimal, currency: Currency): Money {
  const [a, b, c] = [scaled(quantity), scaled(price), scaled(base)]
  const numerator = a.units * b.units * 10n ** BigInt(c.scale + exponentOf(currency))
  return fraction(money(numerator, currency), 1n, c.units * 10n ** BigInt(a.scale + b.scale))
}

export function isNegative(value: Decimal): boolean {
  return value.startsWith('-')
}

function scaled(value: Decimal): { units: bigint; scale: number } {
  const [whole = '', decimals = ''] = value.split('.')
  return { units: BigInt(whole + decimals), scale: decimals.length }
}
