import { type Currency, exponentOf } from './currency.ts'

/** An exact amount: integer minor units (cents for EUR) and an ISO 4217 currency. Never a `number`. */
export type Money = { readonly minor: bigint; readonly currency: Currency }

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency }
}

export function zero(currency: Currency): Money {
  return { minor: 0n, currency }
}

export function add(a: Money, b: Money): Money {
  return { minor: a.minor + sameCurrency(a, b).minor, currency: a.currency }
}

export function subtract(a: Money, b: Money): Money {
  return { minor: a.minor - sameCurrency(a, b).minor, currency: a.currency }
}

export function negate(a: Money): Money {
  return { minor: -a.minor, currency: a.currency }
}

/** Total of amounts in one currency; the currency is named so that an empty list has a total. */
export function sum(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(add, zero(currency))
}

/** True when `a` is more than `b`. Both must have the same currency. */
export function exceeds(a: Money, b: Money): boolean {
  return a.minor > sameCurrency(a, b).minor
}

export function isZero(a: Money): boolean {
  return a.minor === 0n
}

/**
 * Splits without loss: parts are proportional to the weights, and the remainder, one minor unit
 * at a time, goes to the last parts that have a weight. Weights are non-negative, not all zero.
 */
export function split(whole: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((a, b) => a + b, 0n)
  if (weights.some((weight) => weight < 0n) || total === 0n) {
    throw new RangeError('split needs weights that are not negative and not all zero')
  }
  const sign = whole.minor < 0n ? -1n : 1n
  const size = whole.minor * sign
  const parts = weights.map((weight) => (size * weight) / total)
  let rest = size - parts.reduce((a, b) => a + b, 0n)
  for (let i = parts.length - 1; rest > 0n; i = i === 0 ? parts.length - 1 : i - 1) {
    if (weights[i] === 0n) continue
    parts[i] = (parts[i] ?? 0n) + 1n
    rest -= 1n
  }
  return parts.map((minor) => money(minor * sign, whole.currency))
}

/** `numerator / denominator` of an amount, half away from zero (EN 16931 BR-CO-17 rounds tax so). */
export function fraction(whole: Money, numerator: bigint, denominator: bigint): Money {
  if (denominator <= 0n) throw new RangeError('fraction needs a positive denominator')
  const product = whole.minor * numerator
  const sign = product < 0n ? -1n : 1n
  return money((sign * (2n * product * sign + denominator)) / (2n * denominator), whole.currency)
}

/**
 * Reads a plain decimal string (`-12.50`), or returns undefined when it is not one or has more
 * decimals than the currency. Grouping marks, exponents and plus signs are not accepted.
 */
export function parseAmount(text: string, currency: Currency): Money | undefined {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', decimals = ''] = match
  const exponent = exponentOf(currency)
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0')
  if (/[1-9]/.test(decimals.slice(exponent))) return undefined
  const minor = BigInt(whole + kept)
  return money(sign === '-' ? -minor : minor, currency)
}

/** The plain decimal string of an amount, with all decimals of its currency: `1234.50`. */
export function printAmount(amount: Money): string {
  const exponent = exponentOf(amount.currency)
  const sign = amount.minor < 0n ? '-' : ''
  const digits = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - exponent)}`
}

/** `1234.50 EUR`: how money is written in files, JSON and logs. */
export function printMoney(amount: Money): string {
  return `${printAmount(amount)} ${amount.currency}`
}

function sameCurrency(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new TypeError(`${a.currency} and ${b.currency} cannot be mixed in one sum`)
  return b
}
