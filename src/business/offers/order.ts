import { type Currency, type Id, idInput, type Instant, money, type Money, refuse, type Refusal } from '#kernel'
import { defineCommand, type ReadTx } from '#store'
import { z } from 'zod'

export type OrderLine = {
  readonly offer: string
  readonly version: string
  readonly title: string
  readonly quantity: number
  readonly unitPrice: Money
  readonly vatKind: 'service' | 'digital' | 'goods'
}

export type Order = {
  readonly id: Id<'ord'>
  readonly party: Id<'pty'>
  readonly currency: Currency
  readonly reference: string
  readonly conversation: Id<'cnv'> | null
  readonly state: 'taken' | 'invoiced' | 'cancelled'
  readonly takenAt: Instant
  readonly lines: readonly OrderLine[]
}

export async function orderById(tx: ReadTx, id: Id<'ord'>): Promise<Order | Refusal> {
  const order = await tx.row<Omit<Order, 'lines'>>(
    `select id, party, currency, reference, conversation, state, taken_at as "takenAt" from offers.orders where company_id = $1 and id = $2`,
    [tx.company, id],
  )
  if (!order)
    return refuse('no-such-order', {
      message: `There is no order ${id} in this company.`,
      fix: 'Look it up under Sales.',
    })
  const rows = await tx.rows<Omit<OrderLine, 'unitPrice'> & { unit_price: bigint }>(
    `select offer, version, title, quantity, unit_price, vat_kind as "vatKind" from offers.order_lines
     where company_id = $1 and order_id = $2 order by line`,
    [tx.company, id],
  )
  const lines = rows.map(({ unit_price, ...rest }) => ({ ...rest, unitPrice: money(unit_price, order.currency) }))
  return { ...order, lines }
}

/** An order is invoiced once; the second time is refused. */
export const markOrderInvoiced = defineCommand({
  name: 'offers.mark-order-invoiced',
  summary: 'Mark an order as invoiced',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ order: idInput('ord') }),
  async run(tx, { order }) {
    const [marked] = await tx.rows(
      `update offers.orders set state = 'invoiced' where company_id = $1 and id = $2 and state = 'taken' returning id`,
      [tx.company, order],
    )
    if (marked) return { order }
    return refuse('order-not-open', {
      message: `The order ${order} is invoiced or cancelled already.`,
      fix: 'Look at its invoice under Sales.',
    })
  },
})
