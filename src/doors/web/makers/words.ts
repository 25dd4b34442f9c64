import { isCurrency, type Money, parseAmount, parseDay } from '#kernel'
import { formatDay, formatMoney } from '../format.ts'

const printedMoney = /(?<![\w.])(-?\d{1,20}(?:\.\d{1,4})?) ([A-Z]{3})(?![A-Za-z])/g

/** Amounts in a text as people read them: `1190.00 EUR` becomes `€1,190.00`. */
export function readable(text: string): string {
  return text.replaceAll(printedMoney, (printed) => {
    const amount = moneyIn(printed)
    return amount ? formatMoney(amount) : printed
  })
}

/** `1190.00 EUR` as the rooms print it. */
export function moneyIn(printed: string): Money | undefined {
  const [amount = '', code = ''] = printed.split(' ')
  return isCurrency(code) ? parseAmount(amount, code) : undefined
}

/** As `moneyIn`, for what a room of ours has printed. */
export function ownMoney(printed: string): Money {
  const amount = moneyIn(printed)
  if (!amount) throw new TypeError(`${printed} is not an amount`)
  return amount
}

/** `period-closed` → `Period closed`. */
export function capitalised(kebab: string): string {
  const words = kebab.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** With a capital at its start and no full stop at its end. */
export function sentence(text: string): string {
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/\.$/, '')
}

/** A fact as people read it: days and amounts are written out, long decimals cut. */
export function factText(value: string): string {
  const day = parseDay(value)
  if (day) return formatDay(day)
  return /^-?\d+\.\d{4,}$/.test(value) ? value.slice(0, value.indexOf('.') + 3) : readable(value)
}

/** `support.answer-message` → `Answer message`. */
export function workName(name: string): string {
  return capitalised(name.split('.').at(-1) ?? name)
}

const kibibyte = 1024

export function fileSize(bytes: number): string {
  if (bytes < kibibyte) return `${bytes} B`
  if (bytes < kibibyte * kibibyte) return `${Math.round(bytes / kibibyte)} KB`
  return `${(bytes / kibibyte / kibibyte).toFixed(1)} MB`
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? ''
}
