import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  add,
  currency,
  type Currency,
  fraction,
  money,
  parseAmount,
  printAmount,
  printMoney,
  split,
  subtract,
  sum,
} from './index.ts'
import { moneyInput } from './inputs.ts'

const codes: readonly Currency[] = ['EUR', 'JPY', 'KWD', 'CLF'].map(currency)
const amounts = fc
  .tuple(fc.bigInt({ min: 1n - 10n ** 30n, max: 10n ** 30n - 1n }), fc.constantFrom(...codes))
  .map(([minor, code]) => money(minor, code))
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 })
  .filter((it) => it.some((weight) => weight > 0n))
const eur = (text: string) => parseAmount(text, currency('EUR'))

test('money that is split is all there again, and nobody without a share gets a cent', () => {
  fc.assert(
    fc.property(amounts, weights, (whole, shares) => {
      const parts = split(whole, shares)
      expect(sum(parts, whole.currency)).toEqual(whole)
      for (const [at, part] of parts.entries()) if (shares[at] === 0n) expect(part.minor).toBe(0n)
    }),
  )
})

test('no part of a split is a cent or more from its fair share, for debts as for claims', () => {
  fc.assert(
    fc.property(amounts, weights, (whole, shares) => {
      const total = shares.reduce((a, b) => a + b, 0n)
      for (const [at, part] of split(whole, shares).entries()) {
        const apart = part.minor * total - whole.minor * (shares[at] ?? 0n)
        expect(apart < 0n ? -apart : apart).toBeLessThan(total * 2n)
      }
    }),
  )
})

test('the remainder of a split goes to the last shares', () => {
  const parts = split(money(100n, currency('EUR')), [1n, 1n, 1n, 0n])
  expect(parts.map(printAmount)).toEqual(['0.33', '0.33', '0.34', '0.00'])
})

test.each([
  ['nobody', []],
  ['people without a share', [0n, 0n]],
  ['a share below nothing', [1n, -1n]],
])('nothing is split among %s', (_who, shares) => {
  expect(() => split(money(1n, currency('EUR')), shares)).toThrow(RangeError)
})

test('an amount that is printed reads as the same amount, in every currency', () => {
  fc.assert(
    fc.property(amounts, (amount) => {
      expect(parseAmount(printAmount(amount), amount.currency)).toEqual(amount)
      expect(moneyInput.parse(printMoney(amount))).toEqual(amount)
    }),
  )
})

test.each(['', '1,50', '1.505', '+1', '1e3', '1.', '.5', ' 1', '0x10', '１', '-', '1.5.0', 'NaN', '9'.repeat(31)])(
  '"%s" is no amount of euros',
  (text) => expect(eur(text)).toBeUndefined(),
)

test('zeros beyond the cents are no decimals', () => {
  expect(eur('1.5000')).toEqual(eur('1.50'))
})

test('half a cent is rounded away from zero', () => {
  const half = (text: string) => printAmount(fraction(eur(text) ?? money(0n, currency('EUR')), 1n, 2n))
  expect([half('0.01'), half('-0.01'), half('0.03'), half('0.02')]).toEqual(['0.01', '-0.01', '0.02', '0.01'])
})

test('two currencies never meet in one sum', () => {
  const [euros, yen] = [money(1n, currency('EUR')), money(1n, currency('JPY'))]
  expect(() => add(euros, yen)).toThrow(TypeError)
  expect(() => subtract(euros, yen)).toThrow('EUR and JPY')
})
