import { addDays, idInput, isRefusal, printMoney, refuse, type Refusal } from '#kernel'
import { meetParty } from '#parties'
import { type CompanyTx, defineCommand, readBlob } from '#store'
import { z } from 'zod'
import type { EInvoice, InvoiceParty } from './einvoice.ts'
import { billDrafted } from './events.ts'
import { readUbl } from './ubl-reader.ts'

const usualTermDays = 14

const insert = `insert into invoicing.bills (company_id, id, number, party, supplier, issued, due, currency, net, tax, gross, iban, category, document,
    message, state, drafted_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'draft', $16) on conflict do nothing returning id`

/** Reads a supplier's e-invoice that is on file and drafts a bill; nothing is posted. */
export const draftBill = defineCommand({
  name: 'invoicing.draft-bill',
  summary: "Draft a bill from a supplier's e-invoice",
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ document: z.string().regex(/^[0-9a-f]{64}$/), message: idInput('msg').optional() }),
  async run(tx, { document, message }) {
    const invoice = await readDocument(tx, document)
    if (isRefusal(invoice)) return invoice
    const { totals, issued, due = addDays(issued, usualTermDays), currency, number, payment, taxes } = invoice
    const met = await tx.call(meetParty, supplierOf(invoice.seller, payment?.account))
    const id = tx.id('bil')
    const amounts = [totals.withoutTax.minor, totals.tax.minor, totals.withTax.minor]
    const [drafted] = await tx.rows(insert, [
      tx.company,
      id,
      number,
      met.party,
      invoice.seller.name,
      issued,
      due,
      currency,
      ...amounts,
      payment?.account ?? '',
      taxes[0]?.category ?? 'S',
      document,
      message ?? null,
      tx.at,
    ])
    if (!drafted) return knownAlready(invoice)
    const gross = printMoney(totals.withTax)
    tx.append(billDrafted, { bill: id, number, party: met.party, gross, due, document })
    return { bill: id, number, supplier: invoice.seller.name, gross, bankDetailsDiffer: met.bankDetailsDiffer }
  },
})

async function readDocument(tx: CompanyTx, document: string): Promise<EInvoice | Refusal> {
  const blob = await readBlob(tx, document)
  if (!blob)
    return refuse('no-such-document', { message: `No file ${document} is on file.`, fix: 'Import the file first.' })
  const invoice = readUbl(blob.content)
  if (isRefusal(invoice) || invoice.type !== '381') return invoice
  return refuse('bill-is-credit-note', {
    message: `${invoice.number} is a credit note, not a bill.`,
    fix: 'A person posts it against the bill that it corrects.',
  })
}

function supplierOf({ name, vatId, email, address }: InvoiceParty, iban: string | undefined) {
  const { street, city, postcode, country } = address
  const given = { vatId, email, street, city, postcode, iban }
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))
  return { name, country, ...told }
}

function knownAlready({ number, seller }: EInvoice): Refusal {
  return refuse('bill-known-already', {
    message: `The bill ${number} of ${seller.name} is in the books' drafts or posted already.`,
    fix: 'Nothing is to be done; a second copy of a bill is never paid twice.',
    facts: { number, supplier: seller.name } satisfies Record<string, string>,
  })
}
