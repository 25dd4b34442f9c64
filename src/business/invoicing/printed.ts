import { type Currency, money, type Money, printMoney } from '#kernel'

type Printed<T> = { [Key in keyof T]: T[Key] extends Money ? string : T[Key] }

/** A record for doors: amounts as `12.50 EUR`. */
export function printed<T extends object>(record: T): Printed<T> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, isMoney(value) ? printMoney(value) : value]),
  ) as Printed<T>
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value
}

/** What an invoice and a bill come to, as their rows hold it. */
export type AmountColumns = { currency: Currency; net: bigint; tax: bigint; gross: bigint; paid: bigint }
type Amounts = Record<'net' | 'tax' | 'gross' | 'paid' | 'open', Money>

/** A row with its amounts as `Money`, and what is still owed of them. */
export function withAmounts<Row extends AmountColumns>(row: Row): Omit<Row, keyof AmountColumns> & Amounts {
  const { currency, net, tax, gross, paid, ...rest } = row
  const of = (minor: bigint): Money => money(minor, currency)
  return { ...rest, net: of(net), tax: of(tax), gross: of(gross), paid: of(paid), open: of(gross - paid) }
}
