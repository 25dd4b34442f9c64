import { type Day, type Id, idInput, type Money, refuse, type Refusal } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'
import { type AmountColumns, printed, withAmounts } from './printed.ts'

export type InvoiceState = 'issued' | 'part-paid' | 'paid'

/** An invoice that was issued; `document` is the SHA-256 of its UBL file. */
export type Invoice = {
  readonly id: Id<'inv'>
  readonly number: string
  readonly party: Id<'pty'>
  readonly customer: string
  readonly issued: Day
  readonly due: Day
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly paid: Money
  readonly open: Money
  readonly document: string
  readonly entry: string
  readonly state: InvoiceState
}

type Row = Omit<Invoice, 'net' | 'tax' | 'gross' | 'paid' | 'open'> & AmountColumns

const select = `select id, number, party, customer, issued, due, currency, net, tax, gross, paid, document, entry, state
  from invoicing.invoices where company_id = $1`
const everyone = ['founder', 'operator', 'accountant', 'role', 'system'] as const
const listLimit = 1_000

async function invoicesWhere(tx: ReadTx, condition: string, values: readonly string[] = []): Promise<Invoice[]> {
  const rows = await tx.rows<Row>(`${select} and ${condition}`, [tx.company, ...values])
  return rows.map(withAmounts)
}

/** `lock` keeps others from paying it until the transaction ends. */
export async function invoiceById(tx: ReadTx, id: Id<'inv'>, { lock = false } = {}): Promise<Invoice | Refusal> {
  const [found] = await invoicesWhere(tx, lock ? 'id = $2 for no key update' : 'id = $2', [id])
  return (
    found ??
    refuse('no-such-invoice', {
      message: `There is no invoice ${id} in this company.`,
      fix: 'kontor query invoicing.invoices lists them.',
    })
  )
}

/** Invoices with money still owed, the oldest due day first: the open items of the account `receivable`. */
export function openInvoices(tx: ReadTx): Promise<Invoice[]> {
  return invoicesWhere(tx, `state <> 'paid' order by due, number`)
}

export const invoices = defineQuery({
  name: 'invoicing.invoices',
  summary: 'Invoices, the latest first',
  who: everyone,
  input: z.strictObject({ open: z.boolean().optional().describe('only those with money still owed') }),
  read: async (tx, { open = false }) => {
    const found = open
      ? await openInvoices(tx)
      : await invoicesWhere(tx, `true order by issued desc, number desc limit ${listLimit}`)
    return found.map(printed)
  },
})

export const invoiceQuery = defineQuery({
  name: 'invoicing.invoice',
  summary: 'One invoice',
  who: everyone,
  input: z.strictObject({ invoice: idInput('inv') }),
  async read(tx, { invoice }) {
    const found = await invoiceById(tx, invoice)
    return 'refused' in found ? found : printed(found)
  },
})
