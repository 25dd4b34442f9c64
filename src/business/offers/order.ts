import { type Currency, type Id, idInput, type Instant, money, type Money, refuse, type Refusal } from '#kernel'
import { defineCommand, type ReadTx } from '#store'
import { z } from 'zod'

export type Order = {
  readonly id: Id<'ord'>
  readonly party: Id<'pty'>
  readonly offer: string
  readonly version: string
  readonly title: string
  readonly quantity: number
  readonly unitPrice: Money
  readonly vatKind: 'service' | 'digital' | 'goods'
  readonly conversation: Id<'cnv'> | null
  readonly state: 'taken' | 'invoiced' | 'cancelled'
  readonly takenAt: Instant
}

type Row = Omit<Order, 'unitPrice'> & { unit_price: bigint; currency: Currency }

export async function orderById(tx: ReadTx, id: Id<'ord'>): Promise<Order | Refusal> {
  const row = await tx.row<Row>(
    `select id, party, offer, version, title, quantity, unit_price, currency, vat_kind as "vatKind", conversation, state, taken_at as "takenAt"
     from offers.orders where company_id = $1 and id = $2`,
    [tx.company, id],
  )
  if (!row)
    return refuse('no-such-order', {
      message: `There is no order ${id} in this company.`,
      fix: 'Look it up under Sales.',
    })
  const { unit_price, currency, ...rest } = row
  return { ...rest, unitPrice: money(unit_price, currency) }
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
