import { fileInForce, type Offer } from '#companies'
import { type Money, printMoney, refuse, type Refusal } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'

/** The offer in force under this id, or a refusal that names what is on sale. */
export async function offerInForce(tx: ReadTx, id: string): Promise<Offer | Refusal> {
  const { file } = await fileInForce(tx)
  const found = file.offers.find((offer) => offer.id === id)
  if (found) return found
  const onSale = file.offers.map((offer) => offer.id).join(', ')
  return refuse('no-such-offer', {
    message: `${file.name} does not sell "${id}".`,
    fix: onSale === '' ? 'It has no offers; add one under offers in company.yaml.' : `On sale are: ${onSale}.`,
    facts: { offer: id },
  })
}

/** The net price of one unit, or undefined where a person must quote. */
export function unitPrice({ price }: Offer): Money | undefined {
  return price.kind === 'quote' ? undefined : price.amount
}

export const offers = defineQuery({
  name: 'offers.offers',
  summary: 'What the company sells',
  who: ['founder', 'operator', 'accountant', 'role', 'system', 'counterparty'],
  input: z.strictObject({}),
  async read(tx) {
    const { file } = await fileInForce(tx)
    return file.offers.map((offer) => {
      const { id, version, title, description, sla } = offer
      const net = unitPrice(offer)
      return { id, version, title, description, sla, pricing: offer.price.kind, price: net ? printMoney(net) : null }
    })
  },
})
