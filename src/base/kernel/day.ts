import { dayMs, type Instant, instant } from './instant.ts'

/** A calendar day for books, `2026-10-05`, without a time zone. Sorts as text. */
export type Day = string & { readonly day: unique symbol }
/** A calendar month, `2026-10`: the unit that books are closed by. */
export type Month = string & { readonly month: unique symbol }

/** Reads a day that exists in the calendar, or returns undefined. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const date = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) return undefined
  return text as Day
}

export function day(text: string): Day {
  const parsed = parseDay(text)
  if (!parsed) throw new TypeError(`${text} is not a day; write 2026-10-05`)
  return parsed
}

export function parseMonth(text: string): Month | undefined {
  return /^\d{4}-\d\d$/.test(text) && parseDay(`${text}-01`) ? (text as Month) : undefined
}

export function month(text: string): Month {
  const parsed = parseMonth(text)
  if (!parsed) throw new TypeError(`${text} is not a month; write 2026-10`)
  return parsed
}

export function addDays(from: Day, count: number): Day {
  return dayOf(instant(new Date(Date.parse(`${from}T00:00:00Z`) + count * dayMs).toISOString()))
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs
}

export function monthOf(date: Day): Month {
  return date.slice(0, 7) as Month
}

export function firstDay(of: Month): Day {
  return `${of}-01` as Day
}

export function lastDay(of: Month): Day {
  return addDays(firstDay(addMonths(of, 1)), -1)
}

export function addMonths(from: Month, count: number): Month {
  const [year = 0, number = 1] = from.split('-').map(Number)
  const index = year * 12 + (number - 1) + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}` as Month
}

/** The UTC day of a moment, or its day in an IANA time zone. */
export function dayOf(moment: Instant, timeZone = 'UTC'): Day {
  if (timeZone === 'UTC') return moment.slice(0, 10) as Day
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(moment)) as Day
}

/** 00:00 UTC of a day. */
export function startOf(date: Day): Instant {
  return `${date}T00:00:00.000Z` as Instant
}
