import { idInput, isRefusal, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { invoiceReminded } from './events.ts'
import { invoiceById } from './invoice.ts'

/** Each level of a reminder is sent once. */
export const recordReminder = defineCommand({
  name: 'invoicing.record-reminder',
  summary: 'Record that a customer was reminded of an invoice',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ invoice: idInput('inv'), level: z.int().min(1).max(10), message: idInput('msg') }),
  async run(tx, { invoice: id, level, message }) {
    const invoice = await invoiceById(tx, id)
    if (isRefusal(invoice)) return invoice
    const [kept] = await tx.rows(
      `insert into invoicing.reminders (company_id, invoice, level, message, sent_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning level`,
      [tx.company, id, level, message, tx.at],
    )
    if (!kept)
      return refuse('reminded-already', {
        message: `The reminder ${level} of ${invoice.number} was sent before.`,
        fix: 'Nothing is to be done.',
      })
    tx.append(invoiceReminded, { invoice: id, number: invoice.number, level })
    return { invoice: id, level }
  },
})
