import { refuse, type Refusal } from '#kernel'
import { orderLinesLimit, quantityLimit } from './take-order.ts'

/** An order as a mail states it. Its words are a stranger's: offers and amounts are looked up, never believed. */
export type WrittenOrder = {
  readonly lines: readonly { readonly offer: string; readonly quantity: number }[]
  readonly name: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly country: string
  readonly vatId?: string
  readonly reference: string
}

const keys = ['Name', 'Address', 'Postcode', 'City', 'Country', 'VAT', 'Reference'] as const
const required = ['Name', 'Address', 'Postcode', 'City', 'Country'] as const
type Key = (typeof keys)[number]
const blockLinesLimit = 100

/**
 * Reads the order block of a mail: lines `Key: value` from the first `Order:` to the next blank line (the format stands
 * in examples/first-month/README.md). Undefined when the mail holds none; a refusal when it is not a whole order.
 */
export function readWrittenOrder(text: string): WrittenOrder | Refusal | undefined {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const start = lines.findIndex((line) => line.startsWith('Order:'))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && line.trim() === '')
  const block = lines.slice(start, end < 0 ? undefined : end)
  if (block.length > blockLinesLimit) return unreadable(`it has ${block.length} lines, more than ${blockLinesLimit}`)
  return readBlock(block)
}

function readBlock(block: readonly string[]): WrittenOrder | Refusal {
  const ordered: { offer: string; quantity: number }[] = []
  const values = new Map<Key, string[]>()
  for (const line of block) {
    const [, key = '', value = ''] = /^([A-Za-z]+):\s*(.*)$/.exec(line) ?? []
    const known = keys.find((it) => it === key)
    const item = key === 'Order' ? orderedItem(value) : undefined
    if (item) ordered.push(item)
    else if (known) values.set(known, [...(values.get(known) ?? []), value.trim()])
    else return unreadable(`the line "${line.slice(0, 80)}" is not understood`)
  }
  return wholeOrder(ordered, values)
}

function wholeOrder(lines: WrittenOrder['lines'], values: ReadonlyMap<Key, string[]>): WrittenOrder | Refusal {
  const missing = required.filter((key) => !values.get(key)?.some((value) => value !== ''))
  if (missing.length > 0) return unreadable(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
  const twice = keys.find((key) => key !== 'Address' && (values.get(key)?.length ?? 0) > 1)
  if (twice) return unreadable(`${twice} stands there twice`)
  if (lines.length > orderLinesLimit)
    return unreadable(`it orders ${lines.length} things, more than ${orderLinesLimit}`)
  const one = (key: Key): string => values.get(key)?.join(', ') ?? ''
  const country = one('Country').toUpperCase()
  if (!/^[A-Z]{2}$/.test(country)) return unreadable(`"${one('Country')}" is not a country of two letters`)
  const vatId = one('VAT').replaceAll(/\s/g, '').toUpperCase()
  const address = { name: one('Name'), street: one('Address'), postcode: one('Postcode'), city: one('City'), country }
  return { lines, ...address, ...(vatId === '' ? {} : { vatId }), reference: one('Reference') }
}

function orderedItem(value: string): { offer: string; quantity: number } | undefined {
  const [, offer, count] = /^([a-z0-9][a-z0-9-]{0,99})\s+x\s+(\d{1,6})$/.exec(value.trim()) ?? []
  const quantity = Number(count)
  return offer !== undefined && quantity >= 1 && quantity <= quantityLimit ? { offer, quantity } : undefined
}

function unreadable(why: string): Refusal {
  return refuse('order-not-understood', {
    message: `The mail holds an order that cannot be taken as it stands: ${why}.`,
    fix: 'A person answers it; ask the customer for the missing part.',
    facts: { why },
  })
}
