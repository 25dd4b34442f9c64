import { fraction, type Money } from '#kernel'

/** An exact decimal number of percent without needless zeros: `19`, `25.5`, `0`. */
export type Percent = string & { readonly percent: unique symbol }

/** Reads `19`, `19.00` or `25.5`, from 0 to 999.999999; undefined for anything else. Equal numbers give equal text. */
export function parsePercent(text: string): Percent | undefined {
  const match = /^0*(\d{1,3})(?:\.(\d{1,6}?)0*)?$/.exec(text)
  if (!match) return undefined
  const [, whole = '', decimals = ''] = match
  return (decimals === '' || decimals === '0' ? whole : `${whole}.${decimals}`) as Percent
}

/** Throws for text that is no percentage: for constants. */
export function percent(text: string): Percent {
  const parsed = parsePercent(text)
  if (parsed === undefined) throw new TypeError(`${text} is not a percentage; write 25.5`)
  return parsed
}

/** Tax on the sum of the bases of one rate, half away from zero to the minor unit (EN 16931, BR-CO-17). */
export function taxOn(base: Money, rate: Percent): Money {
  const [whole = '', decimals = ''] = rate.split('.')
  return fraction(base, BigInt(whole + decimals), 100n * 10n ** BigInt(decimals.length))
}
