import { type Instant, instantOfMs, minuteMs } from '#kernel'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const shape =
  /^(?:[a-z]{3,9},? )?(\d{1,2}) ([a-z]{3})[a-z]{0,6} (\d{4}|\d{2}) (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([+-]\d{4}|[a-z]{1,5}))?(?: |$)/i
const zoneHours: Readonly<Record<string, number>> = {
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
}

/** RFC 5322, 3.3 and 4.3. A missing or unknown zone is read as UTC, so that no machine's own zone gets in. */
export function readMailDate(header: string): Instant | undefined {
  const found = shape.exec(header.slice(0, 100).trim().replace(/\s+/g, ' '))
  if (!found) return undefined
  const [, day, monthName = '', year = '', hour, minute, second = '0', zone = 'GMT'] = found
  const month = months.indexOf(monthName.toLowerCase())
  const utc = Date.UTC(fullYear(year), month, Number(day), Number(hour), Number(minute), Math.min(Number(second), 59))
  // Date.UTC rolls 31 February over; such a date is no date.
  const real = month >= 0 && new Date(utc).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60
  return real ? instantOfMs(utc - zoneMinutes(zone) * minuteMs) : undefined
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year)
  return Number(year) < 50 ? 2000 + Number(year) : 1900 + Number(year)
}

function zoneMinutes(zone: string): number {
  if (!/^[+-]/.test(zone)) return (zoneHours[zone.toLowerCase()] ?? 0) * 60
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))
  return zone.startsWith('-') ? -minutes : minutes
}
