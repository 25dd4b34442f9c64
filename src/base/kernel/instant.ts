/** A moment in UTC with milliseconds, `2026-10-05T09:00:00.000Z`. Sorts as text. */
export type Instant = string & { readonly instant: unique symbol }

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/

/** Reads ISO 8601 with a zone, or returns undefined. */
export function parseInstant(text: string): Instant | undefined {
  if (!shape.test(text) || !inCalendar(text.slice(0, 10))) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : (date.toISOString() as Instant)
}

/** JavaScript reads the 30th of February as a day in March. */
function inCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

export function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (!parsed) throw new TypeError(`${text} is not a moment; write 2026-10-05T09:00:00Z`)
  return parsed
}

export function instantOfMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant
}

export function msOf(moment: Instant): number {
  return Date.parse(moment)
}

export function plusMs(moment: Instant, ms: number): Instant {
  return instantOfMs(msOf(moment) + ms)
}

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
