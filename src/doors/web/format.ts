import {
  type Currency,
  type Day,
  daysBetween,
  exponentOf,
  type Instant,
  type Money,
  type Month,
  msOf,
  printAmount,
} from '#kernel'

const minus = '\u2212'
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const smallNumbers = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ')
const moneyFormats = new Map<string, Intl.NumberFormat>()

/** `€18,600.00`, `−€4.20`: exact at any size, because the decimal string is formatted and never a float. */
export function formatMoney(amount: Money, locale = 'en'): string {
  return moneyFormat(amount.currency, locale).format(decimal(amount)).replace('-', minus)
}

/** The same in two parts, so that figures can set their decimals quietly: `€18,600` and `.00`. */
export function moneyParts(amount: Money, locale = 'en'): { whole: string; decimals: string } {
  const text = formatMoney(amount, locale)
  const cut = exponentOf(amount.currency) === 0 ? text.length : text.length - exponentOf(amount.currency) - 1
  return { whole: text.slice(0, cut), decimals: text.slice(cut) }
}

/** `€20K` on the axis of a chart. */
export function formatMoneyShort(amount: Money, locale = 'en'): string {
  const short = new Intl.NumberFormat(locale, { style: 'currency', currency: amount.currency, notation: 'compact' })
  return short.format(decimal(amount)).replace('-', minus)
}

/** `5 Oct 2026` */
export function formatDay(date: Day): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number)
  return `${dayOfMonth} ${months[(month ?? 1) - 1]} ${year}`
}

/** `Oct 2026` */
export function formatMonth(month: Month): string {
  return `${monthName(month)} ${month.slice(0, 4)}`
}

/** `Oct` */
export function monthName(month: Month): string {
  return months[Number(month.slice(5)) - 1] ?? month
}

/** `5 Oct 2026, 09:14` in an IANA time zone. */
export function formatInstant(at: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' }).formatToParts(
    new Date(at),
  )
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${formatDay(`${part('year')}-${part('month')}-${part('day')}` as Day)}, ${part('hour')}:${part('minute')}`
}

/** `just now`, `12 min ago`, `3 h ago`, then the day. */
export function formatAgo(at: Instant, now: Instant, timeZone: string): string {
  const minutes = Math.floor((msOf(now) - msOf(at)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`
  return formatInstant(at, timeZone).split(',')[0] ?? ''
}

/** `today`, `in 3 days`, `2 days late`, and the day itself when it is more than two weeks away. */
export function formatDue(due: Day, today: Day): string {
  const days = daysBetween(today, due)
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return '1 day late'
  if (days < 0) return `${-days} days late`
  return days <= 14 ? `in ${days} days` : formatDay(due)
}

/** `340 ms`, `2.4 s`, `3 min 12 s`, `2 h 5 min` */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `Four decisions`, `One decision`, `23 decisions`: a count at the start of a sentence. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${smallNumbers[count] ?? count} ${count === 1 ? one : many}`
}

function moneyFormat(currency: Currency, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = moneyFormats.get(key)
  if (known) return known
  const digits = exponentOf(currency)
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  const format = new Intl.NumberFormat(locale, options)
  moneyFormats.set(key, format)
  return format
}

function decimal(amount: Money): `${number}` {
  return printAmount(amount) as `${number}`
}
