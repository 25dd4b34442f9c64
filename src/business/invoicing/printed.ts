import { type Money, printMoney } from '#kernel'

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
