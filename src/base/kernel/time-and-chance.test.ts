import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  day,
  dayOf,
  daysBetween,
  digestOf,
  instant,
  instantOfMs,
  isId,
  lastDay,
  month,
  newId,
  parseDay,
  parseInstant,
  parseMonth,
  plusMs,
  seededChance,
  simulatedClock,
} from './index.ts'

const moments = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instantOfMs)
const chance = seededChance(7)

test('ids sort by the time of their making, and say their kind', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 10 ** 9 }), (at, laterMs) => {
      const [first, second] = [newId('inv', at, chance), newId('inv', plusMs(at, laterMs), chance)]
      expect(first < second).toBe(true)
      expect(isId('inv', first)).toBe(true)
      expect(isId('cmp', first)).toBe(false)
    }),
  )
})

test.each([
  'inv_',
  'inv_01k6x3m7p2e8r4t9w1y5z0abc',
  'inv_01K6X3M7P2E8R4T9W1Y5Z0ABCD',
  'inv_01k6x3m7p2e8r4t9w1y5z0abcu',
])('%s is no id of an invoice', (text) => expect(isId('inv', text)).toBe(false))

test('the same seed draws the same luck, and other seeds draw other luck', () => {
  const drawn = (seed: number) => [...seededChance(seed).bytes(32)].join(' ')
  expect(drawn(1)).toBe(drawn(1))
  expect(drawn(1)).not.toBe(drawn(2))
})

test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-05', '26-01-05', '2026-01-32', '0000-00-00', 'today'])(
  '%s is no day of the calendar',
  (text) => expect(parseDay(text)).toBeUndefined(),
)

test.each([
  '2026-02-30T10:00:00Z',
  '2026-10-05T25:00:00Z',
  '2026-10-05T09:00:00',
  '2026-10-05',
  '2026-10-05 09:00:00Z',
])('%s is no moment', (text) => expect(parseInstant(text)).toBeUndefined())

test('days that are added can be counted again, over leap years too', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: -20_000, max: 20_000 }), (at, count) => {
      fc.pre(at > '2000')
      expect(daysBetween(dayOf(at), addDays(dayOf(at), count))).toBe(count)
    }),
  )
})

test('a month ends on its last day, and a year has twelve of them', () => {
  expect(lastDay(month('2028-02'))).toBe('2028-02-29')
  expect(addMonths(month('2026-11'), 14)).toBe('2028-01')
  expect(addMonths(month('2026-01'), -1)).toBe('2025-12')
  expect(parseMonth('2026-13')).toBeUndefined()
})

test('a moment belongs to the day of the place where the books are kept', () => {
  const at = instant('2026-10-31T23:30:00Z')
  expect([dayOf(at), dayOf(at, 'Europe/Berlin'), dayOf(at, 'America/New_York')]).toEqual([
    '2026-10-31',
    '2026-11-01',
    '2026-10-31',
  ])
})

test('simulated time never runs back', () => {
  const clock = simulatedClock(instant('2026-10-05T09:00:00Z'))
  clock.moveTo(instant('2026-10-05T10:00:00+01:00'))
  expect(() => clock.moveTo(instant('2026-10-05T08:59:59Z'))).toThrow('cannot go back')
})

test('two spellings of one thing have one digest', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (thing) => {
      const other = Object.fromEntries(Object.entries(thing).toReversed())
      expect(digestOf(other)).toBe(digestOf(thing))
    }),
  )
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }))
  expect(day('2026-10-05') < day('2026-10-06')).toBe(true)
})
