import { defineDuty, type Duty, type Work } from '#engine'
import { type MailSender, messageReceived } from '#inbox'
import { invoiceOverdue } from '#invoicing'
import { orderTaken } from '#offers'
import { invoiceOrder } from './invoice-order.ts'
import { remind } from './remind.ts'
import { takeWrittenOrder } from './take-order.ts'

/** Finance: takes orders, invoices them, and reminds of what is overdue. */
export function finance({ mail }: { mail: MailSender }): { works: Work[]; duties: Duty[] } {
  const [invoice, reminder] = [invoiceOrder(mail), remind(mail)]
  const duties = [
    defineDuty({
      name: 'finance.take-mailed-orders',
      role: 'finance',
      on: messageReceived,
      start: takeWrittenOrder,
      input: ({ body: { writer, about, message } }) =>
        writer === 'person' && about === 'order' ? { message } : undefined,
    }),
    defineDuty({
      name: 'finance.invoice-orders',
      role: 'finance',
      on: orderTaken,
      start: invoice,
      input: ({ body: { order } }) => ({ order }),
    }),
    defineDuty({
      name: 'finance.remind-of-overdue',
      role: 'finance',
      on: invoiceOverdue,
      start: reminder,
      input: ({ body: { invoice: id, level } }) => ({ invoice: id, level }),
    }),
  ]
  return { works: [takeWrittenOrder, invoice, reminder], duties }
}
