import { type CompanyFile, fileInForce } from '#companies'
import { scheduleEvent } from '#engine'
import {
  addDays,
  type Day,
  hourMs,
  type Id,
  idInput,
  isRefusal,
  type Money,
  moneyInput,
  plusMs,
  printAmount,
  printMoney,
  refuse,
  type Refusal,
  startOf,
} from '#kernel'
import { postEntry } from '#ledger'
import { type Party, partyQuery } from '#parties'
import { type CompanyTx, defineCommand, keepBlob } from '#store'
import { determineVat, type VatAnswer } from '#tax'
import { z } from 'zod'
import { decimal } from './decimal.ts'
import type { EInvoice } from './einvoice.ts'
import { invoiceIssued, invoiceOverdue } from './events.ts'
import { buyerOf, sellerOf } from './invoice-parties.ts'
import { invoicePostings } from './invoice-postings.ts'
import { invoiceFaults } from './invoice-faults.ts'
import { type DraftLine, totalInvoice } from './invoice-totals.ts'
import { writeUbl } from './ubl-writer.ts'

const lineInput = z.strictObject({
  name: z.string().min(1).max(200),
  quantity: z.int().min(1).max(1_000_000),
  price: moneyInput.describe('net, of one unit'),
  kind: z.enum(['service', 'digital', 'goods']).default('service'),
  itemId: z.string().max(100).optional(),
})
const invoiceInput = z.strictObject({
  party: idInput('pty'),
  lines: z.array(lineInput).min(1).max(200),
  order: idInput('ord').optional(),
  reference: z.string().max(100).default('').describe("the buyer's own number (BT-13)"),
})
type InvoiceInput = z.output<typeof invoiceInput>
type Line = z.output<typeof lineInput>

/** Reminders go out in the morning, not at midnight. */
const reminderHour = 6

/** Issues an invoice: VAT by law, totals by EN 16931, a gapless number, a UBL file, the entry, and its reminders on the calendar. */
export const issueInvoice = defineCommand({
  name: 'invoicing.issue-invoice',
  summary: 'Issue an invoice to a customer',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'irreversible',
  input: invoiceInput,
  async run(tx, input) {
    const { file } = await fileInForce(tx)
    const buyer = await tx.ask(partyQuery, { party: input.party })
    const lines = draftLines(file, { buyer, input, today: tx.today })
    if (isRefusal(lines)) return lines
    const invoice = await drawnUp(tx, { file, buyer, input, lines })
    const invalid = notValid(invoice)
    if (invalid) return invalid
    const document = await keepBlob(tx, { content: Buffer.from(writeUbl(invoice)), contentType: 'application/xml' })
    const id = tx.id('inv')
    const { entry } = await tx.call(postEntry, {
      eventDay: invoice.issued,
      description: `Invoice ${invoice.number} to ${buyer.name}`,
      source: `invoicing:${id}`,
      document,
      postings: invoicePostings(invoice, { party: input.party, file }),
    })
    await insert(tx, { id, invoice, input, document, entry })
    await scheduleReminders(tx, { id, invoice, file })
    const { number, totals, due = invoice.issued } = invoice
    const gross = printMoney(totals.withTax)
    tx.append(invoiceIssued, { invoice: id, number, party: input.party, gross, due, document })
    return {
      invoice: id,
      number,
      document,
      net: printMoney(totals.withoutTax),
      tax: printMoney(totals.tax),
      gross,
      due,
    }
  },
})

type Drafting = { buyer: Party; input: InvoiceInput; today: Day }

function draftLines(file: CompanyFile, { buyer, input, today }: Drafting): DraftLine[] | Refusal {
  const drafts: DraftLine[] = []
  for (const [index, line] of input.lines.entries()) {
    const vat = vatOf(file, { buyer, line, today })
    if (isRefusal(vat)) return vat
    if (line.price.currency !== file.currency) return otherCurrency(line.price, file)
    drafts.push({
      id: String(index + 1),
      name: line.name,
      quantity: decimal(String(line.quantity)),
      unit: 'C62',
      price: decimal(printAmount(line.price)),
      category: vat.category,
      percent: vat.percent,
      ...(line.itemId === undefined ? {} : { sellerItemId: line.itemId }),
      ...(vat.exemption ? { exemption: vat.exemption } : {}),
    })
  }
  return drafts
}

function vatOf(
  { jurisdiction, tax }: CompanyFile,
  { buyer, line, today }: { buyer: Party; line: Line; today: Day },
): VatAnswer | Refusal {
  if (buyer.country === null) {
    return refuse('buyer-country-unknown', {
      message: `The country of ${buyer.name} is not known, so its VAT is not either.`,
      fix: 'Add the country to the party.',
    })
  }
  return determineVat({
    supplier: {
      country: jurisdiction,
      vatRegistered: tax.registered,
      ...(tax.vat === undefined ? {} : { vatId: tax.vat }),
    },
    buyer: { country: buyer.country, ...(buyer.vatId === null ? {} : { vatId: buyer.vatId }) },
    kind: line.kind,
    on: today,
  })
}

type Drawing = { file: CompanyFile; buyer: Party; input: InvoiceInput; lines: DraftLine[] }

async function drawnUp(tx: CompanyTx, { file, buyer, input, lines }: Drawing): Promise<EInvoice> {
  const number = await nextNumber(tx, file.invoices.series)
  const [account] = file.bank
  return totalInvoice({
    number,
    issued: tx.today,
    due: addDays(tx.today, file.invoices.dueDays),
    type: '380',
    currency: file.currency,
    delivered: tx.today,
    seller: sellerOf(file),
    buyer: buyerOf(buyer),
    ...(input.reference === '' ? {} : { orderReference: input.reference }),
    ...(account
      ? {
          payment: {
            means: '58',
            reference: number,
            account: account.iban,
            accountName: file.name,
            ...(account.bic ? { bank: account.bic } : {}),
          },
        }
      : {}),
    terms: `Payable within ${file.invoices.dueDays} days.`,
    lines,
  })
}

async function nextNumber(tx: CompanyTx, prefix: string): Promise<string> {
  const series = `${prefix}-${tx.today.slice(0, 4)}`
  const row = await tx.row<{ last: number }>(
    `insert into invoicing.series (company_id, series, last) values ($1, $2, 1)
     on conflict (company_id, series) do update set last = invoicing.series.last + 1 returning last`,
    [tx.company, series],
  )
  return `${series}-${String(row?.last ?? 1).padStart(4, '0')}`
}

const insertInvoice = `insert into invoicing.invoices (company_id, id, number, party, customer, order_id, issued, due, currency, net, tax, gross, document,
    entry, state, issued_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'issued', $15)`

type Inserting = { id: Id<'inv'>; invoice: EInvoice; input: InvoiceInput; document: string; entry: string }

async function insert(tx: CompanyTx, { id, invoice, input, document, entry }: Inserting): Promise<void> {
  const { number, issued, due = issued, currency, totals } = invoice
  const amounts = [totals.withoutTax.minor, totals.tax.minor, totals.withTax.minor]
  await tx.rows(insertInvoice, [
    tx.company,
    id,
    number,
    input.party,
    invoice.buyer.name,
    input.order ?? null,
    issued,
    due,
    currency,
    ...amounts,
    document,
    entry,
    tx.at,
  ])
}

async function scheduleReminders(
  tx: CompanyTx,
  { id, invoice, file }: { id: Id<'inv'>; invoice: EInvoice; file: CompanyFile },
): Promise<void> {
  const { number, issued, due = issued } = invoice
  for (const [index, days] of file.invoices.remindAfterDays.entries()) {
    const at = plusMs(startOf(addDays(due, days)), reminderHour * hourMs)
    const level = index + 1
    await scheduleEvent(tx, {
      at,
      event: invoiceOverdue,
      body: { invoice: id, number, level, days },
      key: reminderKey(id, level),
    })
  }
}

export function reminderKey(invoice: Id<'inv'>, level: number): string {
  return `invoicing:${invoice}:overdue-${level}`
}

/** An invoice that breaks the standard is refused before it has a number. */
function notValid(invoice: EInvoice): Refusal | undefined {
  const faults = invoiceFaults(invoice)
  if (faults.length === 0) return undefined
  return refuse('invoice-invalid', {
    message: `The invoice would break EN 16931: ${faults.map((it) => `${it.rule}: ${it.message}`).join('; ')}`,
    fix: 'Complete the customer or the company file as the rules named say.',
    facts: { faults },
  })
}

function otherCurrency(price: Money, { currency }: CompanyFile): Refusal {
  return refuse('invoice-in-another-currency', {
    message: `The price is in ${price.currency}; this company's books and invoices are in ${currency}.`,
    fix: `Give the price in ${currency}.`,
    facts: { currency: price.currency, books: currency },
  })
}
