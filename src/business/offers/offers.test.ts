import { isRefusal } from '#kernel'
import { readWrittenOrder } from '#offers'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const block =
  'Order: faq-setup x 1\nOrder: pack x 10\nName: Shop\nAddress: Way 1\nPostcode: 04109\nCity: Leipzig\nCountry: de\nVAT: DE 992000209\nReference: BM-1'

test('an order in a mail is read with all its lines', () => {
  expect(readWrittenOrder(`Hello,\n\n${block}\n\nKind regards`)).toEqual({
    lines: [
      { offer: 'faq-setup', quantity: 1 },
      { offer: 'pack', quantity: 10 },
    ],
    name: 'Shop',
    street: 'Way 1',
    postcode: '04109',
    city: 'Leipzig',
    country: 'DE',
    vatId: 'DE992000209',
    reference: 'BM-1',
  })
  expect(readWrittenOrder('How do I order: by mail?')).toBeUndefined()
})

test('an order that is not whole is a question for a person', () => {
  for (const broken of [
    block.replace('City: Leipzig\n', ''),
    block.replace('x 10', 'x 0'),
    block.replace('x 10', 'x -1'),
    block.replace('x 10', 'x 9999999'),
    block.replace('Name: Shop', 'Name: Shop\nName: Other'),
    block.replace('Name: Shop', 'Price: 1.00 EUR'),
    block.replace('Country: de', 'Country: Germany'),
    'Order: a x 1\n'.repeat(200),
  ]) {
    expect(readWrittenOrder(broken)).toMatchObject({ kind: 'order-not-understood' })
  }
})

test('no text makes the reader throw, and what it reads is within its limits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
      const read = readWrittenOrder(`Order: ${text}`)
      if (read && !isRefusal(read))
        expect(read.lines.every((it) => it.quantity >= 1 && it.quantity <= 10_000)).toBe(true)
    }),
  )
})
