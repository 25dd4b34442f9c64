import { currency, day, instant, money, printAmount } from '#kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countOf,
  formatAgo,
  formatDay,
  formatDue,
  formatDuration,
  formatInstant,
  formatMoney,
  moneyParts,
} from './format.ts'

const eur = currency('EUR')

describe('money', () => {
  test('is written with its symbol, groups and all its decimals', () => {
    expect(formatMoney(money(1_860_000n, eur))).toBe('€18,600.00')
    expect(formatMoney(money(0n, eur))).toBe('€0.00')
    expect(formatMoney(money(1_000n, currency('JPY')))).toBe('¥1,000')
    expect(formatMoney(money(1_234n, currency('KWD')))).toMatch(/^KWD\s1\.234$/)
  })

  test('has a real minus sign', () => {
    expect(formatMoney(money(-420n, eur))).toBe('−€4.20')
  })

  test('is exact beyond what a float can hold', () => {
    expect(formatMoney(money(1_234_567_890_123_456_789_012n, eur))).toBe('€12,345,678,901,234,567,890.12')
  })

  test('reads back to the same amount, whatever it is', () => {
    const codes = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'USD', 'ISK').map(currency)
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), codes, (minor, code) => {
        const text = formatMoney(money(minor, code))
        expect(text.replace('−', '-').replace(/[^\d.-]/g, '')).toBe(printAmount(money(minor, code)))
        const { whole, decimals } = moneyParts(money(minor, code))
        expect(whole + decimals).toBe(text)
      }),
    )
  })
})

describe('times', () => {
  const today = day('2026-10-05')
  test('a day is written as people say it', () => {
    expect(formatDay(today)).toBe('5 Oct 2026')
  })

  test('a moment is told in the time zone of the founder', () => {
    expect(formatInstant(instant('2026-10-05T22:30:00Z'), 'Europe/Berlin')).toBe('6 Oct 2026, 00:30')
    expect(formatInstant(instant('2026-10-05T22:30:00Z'), 'UTC')).toBe('5 Oct 2026, 22:30')
  })

  test('a deadline says how near it is', () => {
    expect(formatDue(day('2026-10-05'), today)).toBe('today')
    expect(formatDue(day('2026-10-06'), today)).toBe('tomorrow')
    expect(formatDue(day('2026-10-04'), today)).toBe('1 day late')
    expect(formatDue(day('2026-10-01'), today)).toBe('4 days late')
    expect(formatDue(day('2026-10-19'), today)).toBe('in 14 days')
    expect(formatDue(day('2026-10-20'), today)).toBe('20 Oct 2026')
  })

  test('what is long ago is told by its day', () => {
    const now = instant('2026-10-05T21:40:00Z')
    expect(formatAgo(instant('2026-10-05T21:39:30Z'), now, 'UTC')).toBe('just now')
    expect(formatAgo(instant('2026-10-05T21:26:00Z'), now, 'UTC')).toBe('14 min ago')
    expect(formatAgo(instant('2026-10-04T22:00:00Z'), now, 'UTC')).toBe('23 h ago')
    expect(formatAgo(instant('2026-10-01T21:40:00Z'), now, 'UTC')).toBe('1 Oct 2026')
  })

  test('a duration never says sixty seconds', () => {
    expect([340, 999, 2_410, 59_970, 192_000, 7_500_000].map(formatDuration)).toEqual([
      '340 ms',
      '999 ms',
      '2.4 s',
      '1 min 0 s',
      '3 min 12 s',
      '2 h 5 min',
    ])
  })

  test('counts at the start of a sentence are words as far as words are short', () => {
    expect([0, 1, 4, 23].map((count) => countOf(count, 'decision'))).toEqual([
      'No decisions',
      'One decision',
      'Four decisions',
      '23 decisions',
    ])
  })
})
