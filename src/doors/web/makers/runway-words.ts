import type { Runway } from '#portfolio'
import type { Tone } from '../views/shared.ts'

const monthsOfYear = 12
const longMonths = 36
const mostYears = 99

/** `14 months`, `3 years`, `too new`. */
export function formatRunway(runway: Runway): string {
  if (runway.kind === 'unknown') return 'too new'
  if (runway.kind === 'grows') return 'grows'
  const { months } = runway
  if (months < 1) return 'under a month'
  if (months < longMonths) return months === 1 ? '1 month' : `${months} months`
  const years = Math.floor(months / monthsOfYear)
  return years > mostYears ? 'over 99 years' : `${years} years`
}

const badMonths = 3
const warnMonths = 6

export function runwayTone(runway: Runway): Tone {
  if (runway.kind === 'unknown') return 'neutral'
  if (runway.kind === 'grows') return 'good'
  return runway.months < badMonths ? 'bad' : runway.months < warnMonths ? 'warn' : 'good'
}
