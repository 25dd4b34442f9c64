import { unscheduleEvent } from '#engine'
import {
  dayInput,
  exceeds,
  type Id,
  idInput,
  isRefusal,
  isZero,
  moneyInput,
  negate,
  printMoney,
  refuse,
  type Refusal,
  subtract,
} from '#kernel'
import { postEntry } from '#ledger'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { type Bill, billById } from './bill.ts'
import { billPaid, paymentReceived } from './events.ts'
import { type Invoice, invoiceById } from './invoice.ts'
import { reminderKey } from './issue-invoice.ts'

const paymentInput = {
  amount: moneyInput,
  day: dayInput,
  account: z.string().describe('where the money came to or went from, such as bank:main'),
  source: z.string().min(1).max(200).describe('what proves it: a line of a statement'),
}
const remindersLimit = 5

/** Money for an invoice came in: posted, and the invoice's open amount with it. More than is open is refused. */
export const recordPayment = defineCommand({
  name: 'invoicing.record-payment',
  summary: 'Record that a customer paid an invoice, wholly or in part',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ invoice: idInput('inv'), ...paymentInput }),
  async run(tx, { invoice: id, amount, day, account, source }) {
    const invoice = await invoiceById(tx, id, { lock: true })
    if (isRefusal(invoice)) return invoice
    const refused = notPayable(amount, invoice)
    if (refused) return refused
    const { entry } = await tx.call(postEntry, {
      eventDay: day,
      description: `${invoice.customer} pays ${invoice.number}`,
      source,
      postings: [
        { account, amount: printMoney(amount) },
        { account: 'receivable', amount: printMoney(negate(amount)), party: invoice.party },
      ],
    })
    const open = subtract(invoice.open, amount)
    await keepPayment(tx, { invoice: id, bill: null, amount, day, source, entry })
    await tx.rows('update invoicing.invoices set paid = paid + $3, state = $4 where company_id = $1 and id = $2', [
      tx.company,
      id,
      amount.minor,
      isZero(open) ? 'paid' : 'part-paid',
    ])
    if (isZero(open)) await unscheduleReminders(tx, id)
    tx.append(paymentReceived, {
      invoice: id,
      number: invoice.number,
      amount: printMoney(amount),
      open: printMoney(open),
      source,
    })
    return { entry, open: printMoney(open) }
  },
})

/** Money for a bill went out. */
export const recordBillPayment = defineCommand({
  name: 'invoicing.record-bill-payment',
  summary: 'Record that a bill was paid, wholly or in part',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ bill: idInput('bil'), ...paymentInput }),
  async run(tx, { bill: id, amount, day, account, source }) {
    const bill = await billById(tx, id, { lock: true })
    if (isRefusal(bill)) return bill
    if (bill.state === 'draft' || bill.state === 'rejected') {
      return refuse('bill-not-approved', {
        message: `The bill ${bill.number} of ${bill.supplier} is ${bill.state}.`,
        fix: 'Approve it before its payment is recorded.',
      })
    }
    const refused = notPayable(amount, bill)
    if (refused) return refused
    const { entry } = await tx.call(postEntry, {
      eventDay: day,
      description: `We pay ${bill.number} of ${bill.supplier}`,
      source,
      postings: [
        { account: 'payable', amount: printMoney(amount), party: bill.party },
        { account, amount: printMoney(negate(amount)) },
      ],
    })
    const open = subtract(bill.open, amount)
    await keepPayment(tx, { invoice: null, bill: id, amount, day, source, entry })
    await tx.rows('update invoicing.bills set paid = paid + $3, state = $4 where company_id = $1 and id = $2', [
      tx.company,
      id,
      amount.minor,
      isZero(open) ? 'paid' : 'part-paid',
    ])
    tx.append(billPaid, { bill: id, number: bill.number, amount: printMoney(amount), open: printMoney(open), source })
    return { entry, open: printMoney(open) }
  },
})

function notPayable(
  amount: Invoice['open'],
  { number, open }: Pick<Invoice | Bill, 'number' | 'open'>,
): Refusal | undefined {
  const facts = { number, open: printMoney(open), amount: printMoney(amount) }
  if (amount.currency !== open.currency) {
    return refuse('payment-in-another-currency', {
      message: `${number} is in ${open.currency}, the payment in ${amount.currency}.`,
      fix: 'A person must post it.',
      facts,
    })
  }
  if (amount.minor > 0n && !exceeds(amount, open)) return undefined
  return refuse('payment-exceeds-open', {
    message: `${printMoney(amount)} cannot be paid on ${number}: ${printMoney(open)} is open.`,
    fix: 'Give at most the open amount; what is above it is a deposit or belongs elsewhere.',
    facts,
  })
}

type Payment = {
  invoice: Id<'inv'> | null
  bill: Id<'bil'> | null
  amount: Invoice['open']
  day: string
  source: string
  entry: string
}

async function keepPayment(tx: CompanyTx, { invoice, bill, amount, day, source, entry }: Payment): Promise<void> {
  await tx.rows(
    `insert into invoicing.payments (company_id, id, invoice, bill, day, amount, currency, source, entry)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tx.company, tx.id('pay'), invoice, bill, day, amount.minor, amount.currency, source, entry],
  )
}

async function unscheduleReminders(tx: CompanyTx, invoice: Id<'inv'>): Promise<void> {
  for (let level = 1; level <= remindersLimit; level++) await unscheduleEvent(tx, reminderKey(invoice, level))
}
