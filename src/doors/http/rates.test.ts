import { instantOfMs } from '#kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOf } from './address.ts'
import { openRates } from './rates.ts'

const start = 1_790_000_000_000

test('nobody gets more than the burst and what was refilled since, however the requests are spread', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 100 }),
      (burst, perSecond, pauses) => {
        let ms = start
        const rates = openRates({ now: () => instantOfMs(ms) }, 10)
        let taken = 0
        for (const pause of pauses) {
          ms += pause
          if (rates.take('a', { burst, perSecond }) === 0) taken++
        }
        expect(taken).toBeLessThanOrEqual(burst + ((ms - start) / 1_000) * perSecond + 1e-6)
      },
    ),
  )
})

test('who waits as long as told is let in', () => {
  let ms = start
  const rates = openRates({ now: () => instantOfMs(ms) }, 10)
  const rate = { burst: 1, perSecond: 0.3 }
  rates.take('a', rate)
  const wait = rates.take('a', rate)
  expect(wait).toBeGreaterThan(0)
  ms += wait * 1_000
  expect(rates.take('a', rate)).toBe(0)
})

test('a clock that is set back neither opens nor closes the door', () => {
  let ms = start
  const rates = openRates({ now: () => instantOfMs(ms) }, 10)
  const rate = { burst: 2, perSecond: 1 }
  rates.take('a', rate)
  ms -= 3_600_000
  expect([rates.take('a', rate), rates.take('a', rate)]).toEqual([0, 1])
})

test('no more names are remembered than allowed', () => {
  const rates = openRates({ now: () => instantOfMs(start) }, 2)
  const rate = { burst: 1, perSecond: 0.001 }
  expect(['a', 'b', 'c', 'a', 'c'].map((name) => rates.take(name, rate) === 0)).toEqual([true, true, true, true, false])
})

test('addresses that one person can choose from are counted together', () => {
  expect(['127.0.0.1', '::ffff:127.0.0.1', '::1', 'fe80::1%eth0', ''].map(networkOf)).toEqual([
    '127.0.0.1',
    '127.0.0.1',
    '0:0:0:0::/64',
    'fe80:0:0:0::/64',
    '',
  ])
  const same = ['2001:db8:0:1::1', '2001:DB8::1:ffff:0:0:1', '2001:0db8:0000:0001:1:2:3:4'].map(networkOf)
  expect(new Set(same)).toEqual(new Set(['2001:db8:0:1::/64']))
  expect(networkOf('2001:db8:0:2::1')).not.toBe(same[0])
})
