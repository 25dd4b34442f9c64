import { defineEvent, type Id, idInput, isRefusal, printMoney, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { offerInForce, unitPrice } from './offer.ts'

export type OrderTaken = {
  order: Id<'ord'>
  party: Id<'pty'>
  offer: string
  version: string
  quantity: number
  unitPrice: string
}
export const orderTaken = defineEvent<OrderTaken>('offers.order-taken')

export const quantityLimit = 10_000
const insert = `insert into offers.orders (company_id, id, party, offer, version, title, quantity, unit_price, currency, vat_kind, source,
    conversation, state, taken_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'taken', $13) on conflict (company_id, source) do nothing returning id`

/** Takes an order at the price in force. One source (a mail, a request) is one order. */
export const takeOrder = defineCommand({
  name: 'offers.take-order',
  summary: 'Take an order for an offer',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    offer: z.string().max(100),
    quantity: z.int().min(1).max(quantityLimit).default(1),
    party: idInput('pty'),
    source: z.string().min(1).max(200).describe('where the order stands: a message, a request'),
    conversation: idInput('cnv').optional(),
  }),
  async run(tx, { offer: id, quantity, party, source, conversation }) {
    const offer = await offerInForce(tx, id)
    if (isRefusal(offer)) return offer
    const price = unitPrice(offer)
    if (!price)
      return refuse('price-on-request', {
        message: `"${id}" has no fixed price.`,
        fix: 'A person quotes it; answer from the inbox.',
      })
    const order = tx.id('ord')
    const { version, title } = offer
    const [taken] = await tx.rows(insert, [
      tx.company,
      order,
      party,
      id,
      version,
      title,
      quantity,
      price.minor,
      price.currency,
      offer.price.vat,
      source,
      conversation ?? null,
      tx.at,
    ])
    if (!taken)
      return refuse('order-taken-before', {
        message: `The order in ${source} was taken before.`,
        fix: 'Nothing is to be done.',
      })
    tx.append(orderTaken, { order, party, offer: id, version, quantity, unitPrice: printMoney(price) })
    return { order, unitPrice: printMoney(price) }
  },
})
