import {
  type Currency,
  type Day,
  exponentOf,
  type Money,
  negate,
  parseAmount,
  parseDay,
  refuse,
  Refused,
} from '#kernel'
import { childAt, textAt, type XmlElement } from '#xml'

/** A field that may be missing may be given as undefined; `present` then leaves it out. */
type Given<T> = { [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K] }

export function present<T extends object>(fields: Given<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** Throws the refusal of a statement or an entry, with the line of the file. */
export function refusePart(kind: string, what: string, line: number, reason: string): never {
  const message = `${what} (line ${line} of the file): ${reason}`
  throw new Refused(refuse(kind, { message, fix: 'ask the bank for a correct file', facts: { line } }))
}

/** `Amt` with the direction of `CdtDbtInd` beside it: credits positive, debits negative. */
export function signedAmount(element: XmlElement, currency: Currency, refuseIt: (reason: string) => never): Money {
  const size = amountOf(childAt(element, 'Amt'), currency, refuseIt)
  const direction = textAt(element, 'CdtDbtInd')
  if (direction === 'CRDT') return size
  if (direction === 'DBIT') return negate(size)
  return refuseIt(`CdtDbtInd is ${direction ?? 'missing'}; it must be CRDT or DBIT`)
}

/** An amount without sign in the currency of the account; any other currency is the caller's to check before. */
export function amountOf(amt: XmlElement | undefined, currency: Currency, refuseIt: (reason: string) => never): Money {
  const text = amt?.text.trim() ?? ''
  const amount = parseAmount(text, currency)
  if (amount && amount.minor >= 0n) return amount
  const decimals = exponentOf(currency)
  return refuseIt(
    `"${text.slice(0, 40)}" is not an amount in ${currency} with at most ${decimals} decimals and no sign`,
  )
}

/** A date or the date part of a time, as the bank wrote it: the bank's own calendar decides the day. */
export function dayAt(element: XmlElement, ...path: readonly string[]): Day | undefined {
  const at = childAt(element, ...path)
  const text = at && (textAt(at, 'Dt') ?? textAt(at, 'DtTm') ?? at.text.trim())
  return text === undefined ? undefined : parseDay(text.slice(0, 10))
}

/** An account by its `Id`: an IBAN when it has the form of one, whichever element holds it. */
export function accountAt(element: XmlElement, ...path: readonly string[]): { iban?: string; other?: string } {
  const text = textAt(element, ...path, 'Id', 'IBAN') ?? textAt(element, ...path, 'Id', 'Othr', 'Id')
  if (text === undefined) return {}
  const plain = text.replaceAll(/\s/g, '').toUpperCase()
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain) ? { iban: plain } : { other: plain }
}
