import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nested, placeIn } from './form-input.ts'
import { factText, readable, sentence } from '../makers/words.ts'

test('a field with a dot is a field of a field, and line ends are plain', () => {
  const fields = [
    ['to.address', 'a@b.example'],
    ['to.name', 'A'],
    ['text', 'one\r\ntwo'],
  ] as const
  expect(nested(fields)).toEqual({ to: { address: 'a@b.example', name: 'A' }, text: 'one\ntwo' })
})

test('no form reaches into what all objects share', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const names = ['__proto__.x', 'constructor.prototype.x', 'a.__proto__.x', '__proto__', 'toString.x', '.', 'a..b']
  const input = nested(names.map((name) => [name, 'polluted'] as const))
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  expect(Object.getPrototypeOf(input)).toBe(Object.prototype)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (fields) => {
      nested(fields)
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    }),
  )
})

const piece = fc.constantFrom('/', '\\', '.', 'a', ':', '@', '\t', '\n', ' ', '%2f', '?', '#', 'https:', 'é', '\0')

test('only a place inside the console is gone to afterwards', () => {
  for (const good of ['/', '/waiting?item=apr_1', '/c/a/books/accounts/bank%3Amain']) expect(placeIn(good)).toBe(good)
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '',
    '/a\nb',
    '/a b',
    'javascript:1',
    '/x\\y',
  ])
    expect([bad, placeIn(bad)]).toEqual([bad, undefined])
  expect(placeIn(undefined)).toBeUndefined()
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const place = placeIn(`/${pieces.join('')}`)
      if (place !== undefined) expect(new URL(place, 'http://here.example').origin).toBe('http://here.example')
    }),
  )
})

test('amounts and days in our own texts are written as people read them', () => {
  expect(readable('Accept SH-2026-4417 over 1190.00 EUR, not 5 EURO')).toBe(
    'Accept SH-2026-4417 over €1,190.00, not 5 EURO',
  )
  expect(readable('-4.90 EUR and 7 JPY and 1.5 XXY')).toBe('−€4.90 and ¥7 and 1.5 XXY')
  expect([factText('2026-10-08'), factText('0.09809783850893848'), factText('QI-2026-0001')]).toEqual([
    '8 Oct 2026',
    '0.09',
    'QI-2026-0001',
  ])
  expect(sentence('sent the mail.')).toBe('Sent the mail')
})
