import { defineEvent, type Id, idInput, isRefusal, type Money, printMoney, refuse, type Refusal } from '#kernel'
import type { Offer } from '#companies'
import { defineCommand, type ReadTx } from '#store'
import { z } from 'zod'
import { offerInForce, unitPrice } from './offer.ts'

export type OrderTaken = {
  order: Id<'ord'>
  party: Id<'pty'>
  lines: { offer: string; version: string; quantity: number; unitPrice: string }[]
}
export const orderTaken = defineEvent<OrderTaken>('offers.order-taken')

export const quantityLimit = 10_000
export const orderLinesLimit = 50

const insertOrder = `insert into offers.orders (company_id, id, party, currency, source, reference, conversation, state, taken_at)
  values ($1, $2, $3, $4, $5, $6, $7, 'taken', $8) on conflict (company_id, source) do nothing returning id`
const insertLine = `insert into offers.order_lines (company_id, order_id, line, offer, version, title, quantity, unit_price, vat_kind)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/** Takes an order at the prices in force. One source (a mail, a request) is one order. */
export const takeOrder = defineCommand({
  name: 'offers.take-order',
  summary: 'Take an order for offers',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    lines: z
      .array(z.strictObject({ offer: z.string().max(100), quantity: z.int().min(1).max(quantityLimit).default(1) }))
      .min(1)
      .max(orderLinesLimit),
    party: idInput('pty'),
    source: z.string().min(1).max(200).describe('where the order stands: a message, a request'),
    reference: z.string().max(100).default('').describe("the buyer's own number (BT-13)"),
    conversation: idInput('cnv').optional(),
  }),
  async run(tx, { lines, party, source, reference, conversation }) {
    const priced: Priced[] = []
    for (const { offer: id, quantity } of lines) {
      const line = await pricedLine(tx, id)
      if (isRefusal(line)) return line
      priced.push({ ...line, quantity })
    }
    const currency = priced[0]?.price.currency ?? ''
    if (priced.some((it) => it.price.currency !== currency)) {
      return refuse('order-of-two-currencies', {
        message: 'One order has one currency.',
        fix: 'Order these offers apart.',
      })
    }
    const order = tx.id('ord')
    const values = [tx.company, order, party, currency, source, reference, conversation ?? null, tx.at]
    const [taken] = await tx.rows(insertOrder, values)
    if (!taken)
      return refuse('order-taken-before', {
        message: `The order in ${source} was taken before.`,
        fix: 'Nothing is to be done.',
      })
    for (const [index, { offer, price, quantity }] of priced.entries()) {
      const { id, version, title } = offer
      await tx.rows(insertLine, [tx.company, order, index, id, version, title, quantity, price.minor, offer.price.vat])
    }
    tx.append(orderTaken, { order, party, lines: priced.map(factOf) })
    return { order, lines: priced.map(factOf) }
  },
})

type Priced = { offer: Offer; price: Money; quantity: number }

async function pricedLine(tx: ReadTx, id: string): Promise<Pick<Priced, 'offer' | 'price'> | Refusal> {
  const offer = await offerInForce(tx, id)
  if (isRefusal(offer)) return offer
  const price = unitPrice(offer)
  if (price) return { offer, price }
  return refuse('price-on-request', {
    message: `"${id}" has no fixed price.`,
    fix: 'A person quotes it; answer from the inbox.',
  })
}

function factOf({ offer: { id, version }, price, quantity }: Priced): OrderTaken['lines'][number] {
  return { offer: id, version, quantity, unitPrice: printMoney(price) }
}
