import { currency, day, type Money, money } from '#kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { completedMonths, daysOfTrend } from './cash-history.ts'
import { burnBetween, positionOf } from './position.ts'
import { median, runwayOf } from './runway.ts'

const eur = currency('EUR')
const euro = (cents: number | bigint): Money => money(BigInt(cents), eur)
const account = (role: string, type: string, book: string) =>
  ({ account: role, role, type, name: role, amount: book, book }) as never
const today = day('2026-11-04')

test('cash is what lies at the bank and in the till, not what could be borrowed or is owed', () => {
  const position = positionOf(
    [
      account('bank', 'asset', '4838.10 EUR'),
      account('cash', 'asset', '12.00 EUR'),
      account('receivable', 'asset', '488.00 EUR'),
      account('payable', 'liability', '-1190.00 EUR'),
      account('loans.received', 'liability', '-3000.00 EUR'),
      account('equity.opening', 'equity', '-5000.00 EUR'),
    ],
    { day: today, currency: eur },
  )
  expect(position).toEqual({
    day: today,
    cash: euro(485_010),
    receivable: euro(48_800),
    payable: euro(119_000),
    financed: euro(800_000),
  })
})

test('a loan or the founder’s money fills the bank account but does not make the business burn less', () => {
  const at = (cash: number, financed: number) => ({
    day: today,
    cash: euro(cash),
    financed: euro(financed),
    receivable: euro(0),
    payable: euro(0),
  })
  expect(burnBetween(at(500_000, 500_000), at(400_000, 500_000))).toEqual(euro(100_000))
  expect(burnBetween(at(500_000, 500_000), at(900_000, 1_000_000))).toEqual(euro(100_000))
  expect(burnBetween(at(500_000, 500_000), at(520_000, 500_000))).toEqual(euro(-20_000))
})

test('runway is cash divided by a month’s burn, with the day on which it ends', () => {
  expect(runwayOf({ cash: euro(120_000), burn: euro(10_000), today })).toEqual({
    kind: 'lasts',
    months: 12,
    until: '2027-11-04',
  })
  expect(runwayOf({ cash: euro(0), burn: euro(10_000), today })).toEqual({ kind: 'lasts', months: 0, until: today })
  expect(runwayOf({ cash: euro(-500), burn: euro(10_000), today })).toMatchObject({ months: 0, until: today })
  expect(runwayOf({ cash: euro(500), burn: euro(-1), today })).toEqual({ kind: 'grows' })
  expect(runwayOf({ cash: euro(500), burn: undefined, today })).toEqual({ kind: 'unknown' })
})

test('a fortune lasts a hundred years at most, and no date overflows', () => {
  expect(runwayOf({ cash: euro(10n ** 17n), burn: euro(1), today })).toMatchObject({ until: '2126-10-11' })
})

test('one extraordinary month does not move the median', () => {
  expect(median([euro(100), euro(9_999_999), euro(120)])).toEqual(euro(120))
  expect(median([euro(100), euro(201)])).toEqual(euro(151))
  expect(median([euro(7)])).toEqual(euro(7))
  expect(median([])).toBeUndefined()
})

test('the median lies between the least and the most, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { minLength: 1 }), (minors) => {
      const found = median(minors.map(euro))
      const again = median([...minors].reverse().map(euro))
      const low = minors.reduce((a, b) => (b < a ? b : a))
      const high = minors.reduce((a, b) => (b > a ? b : a))
      expect(found).toEqual(again)
      expect(found!.minor >= low && found!.minor <= high).toBe(true)
    }),
  )
})

test('only whole months of the books count as completed', () => {
  const months = (first: string) => completedMonths({ first: first as never, today, most: 3 })
  expect(months('2026-11')).toEqual([])
  expect(months('2026-10')).toEqual(['2026-10'])
  expect(months('2024-01')).toEqual(['2026-08', '2026-09', '2026-10'])
})

test('the line of cash goes back ninety days or to the first day of the books, and always ends today', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 12 }), (date, month) => {
      const on = day(`2026-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`)
      const days = daysOfTrend({ first: '2026-01' as never, today: on })
      expect(days.at(-1)).toBe(on)
      expect(new Set(days).size).toBe(days.length)
      expect([...days].sort()).toEqual(days)
      expect(days.length).toBeLessThanOrEqual(31)
      expect(days[0]! >= '2026-01-01').toBe(true)
    }),
  )
})
