import { type Day, type Id, idInput, type Money, refuse, type Refusal } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'
import type { VatCategory } from '#tax'
import { type AmountColumns, printed, withAmounts } from './printed.ts'

export type BillState = 'draft' | 'approved' | 'part-paid' | 'paid' | 'rejected'

/** What a supplier wants to be paid; `document` is the SHA-256 of the file that came. */
export type Bill = {
  readonly id: Id<'bil'>
  readonly number: string
  readonly party: Id<'pty'>
  readonly supplier: string
  readonly issued: Day
  readonly due: Day
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly paid: Money
  readonly open: Money
  /** Where the supplier wants the money; '' when the bill does not say. */
  readonly iban: string
  readonly category: VatCategory
  readonly document: string
  readonly entry: string | null
  readonly state: BillState
  readonly reason: string
}

type Row = Omit<Bill, 'net' | 'tax' | 'gross' | 'paid' | 'open'> & AmountColumns

const select = `select id, number, party, supplier, issued, due, currency, net, tax, gross, paid, iban, category, document, entry, state, reason
  from invoicing.bills where company_id = $1`
const everyone = ['founder', 'operator', 'accountant', 'role', 'system'] as const
const listLimit = 1_000

async function billsWhere(tx: ReadTx, condition: string, values: readonly string[] = []): Promise<Bill[]> {
  const rows = await tx.rows<Row>(`${select} and ${condition}`, [tx.company, ...values])
  return rows.map(withAmounts)
}

export async function billById(tx: ReadTx, id: Id<'bil'>, { lock = false } = {}): Promise<Bill | Refusal> {
  const [found] = await billsWhere(tx, lock ? 'id = $2 for no key update' : 'id = $2', [id])
  return (
    found ??
    refuse('no-such-bill', {
      message: `There is no bill ${id} in this company.`,
      fix: 'kontor query invoicing.bills lists them.',
    })
  )
}

/** Bills that are posted and not wholly paid: the open items of the account `payable`. */
export function openBills(tx: ReadTx): Promise<Bill[]> {
  return billsWhere(tx, `state in ('approved', 'part-paid') order by due, number`)
}

export function draftBills(tx: ReadTx): Promise<Bill[]> {
  return billsWhere(tx, `state = 'draft' order by drafted_at, id`)
}

export const bills = defineQuery({
  name: 'invoicing.bills',
  summary: 'Bills of suppliers, the latest first',
  who: everyone,
  input: z.strictObject({}),
  read: async (tx) => (await billsWhere(tx, `true order by issued desc, number desc limit ${listLimit}`)).map(printed),
})

export const billQuery = defineQuery({
  name: 'invoicing.bill',
  summary: 'One bill',
  who: everyone,
  input: z.strictObject({ bill: idInput('bil') }),
  async read(tx, { bill }) {
    const found = await billById(tx, bill)
    return 'refused' in found ? found : printed(found)
  },
})
