import { defineWork, type RunContext } from '#engine'
import { deliverMail, escalateConversation, type MailSender, queueMail } from '#inbox'
import { issueInvoice } from '#invoicing'
import { idInput, isRefusal, printMoney, type Refusal, refuse } from '#kernel'
import { markOrderInvoiced, type Order, orderById } from '#offers'
import { type Party, partyQuery } from '#parties'
import { defineQuery } from '#store'
import { z } from 'zod'
import { invoiceMail, type IssuedInvoice } from './mail-texts.ts'

const orderQuery = defineQuery({
  name: 'finance.order',
  summary: 'One order',
  who: ['role'],
  input: z.strictObject({ order: idInput('ord') }),
  read: (tx, { order }) => orderById(tx, order),
})

/** Invoices an order and sends the invoice with its UBL file; done when the mail was accepted. */
export function invoiceOrder(mail: MailSender) {
  return defineWork({
    name: 'finance.invoice-order',
    version: 1,
    summary: 'Invoice an order and send the invoice',
    input: z.strictObject({ order: idInput('ord') }),
    async run(run, input) {
      const order = await run.ask(orderQuery, input)
      if (isRefusal(order)) return order
      const party = await run.ask(partyQuery, { party: order.party })
      if (isRefusal(party)) return party
      const invoice = await invoiced(run, order)
      if (isRefusal(invoice)) return asked(run, order, invoice)
      const sent = await send({ run, mail, order, party, invoice })
      if (isRefusal(sent)) return asked(run, order, sent)
      return {
        done: `invoiced ${party.name} ${invoice.gross} as ${invoice.number} and sent it to ${party.email ?? ''}`,
        evidence: {
          invoice: invoice.invoice,
          number: invoice.number,
          document: invoice.document,
          messageId: sent.messageId,
        },
      }
    },
  })
}

async function invoiced(run: RunContext, order: Order) {
  const invoice = await run.command('issue-invoice', issueInvoice, {
    party: order.party,
    order: order.id,
    reference: order.reference,
    lines: order.lines.map(({ title, quantity, unitPrice, vatKind, offer }) => ({
      name: title,
      quantity,
      price: printMoney(unitPrice),
      kind: vatKind,
      itemId: offer,
    })),
  })
  if (isRefusal(invoice)) return invoice
  const marked = await run.command('mark-invoiced', markOrderInvoiced, { order: order.id })
  return isRefusal(marked) ? marked : invoice
}

type Sending = { run: RunContext; mail: MailSender; order: Order; party: Party; invoice: IssuedInvoice }

async function send({ run, mail, order, party, invoice }: Sending) {
  if (party.email === null)
    return refuse('no-address', {
      message: `There is no mail address of ${party.name}.`,
      fix: 'Send the invoice yourself.',
    })
  const { conversation } = order
  const queued = await run.command('write-mail', queueMail, {
    ...(conversation ? { conversation } : {}),
    to: { name: party.name, address: party.email },
    ...invoiceMail(invoice, party),
    origin: 'auto-generated',
  })
  return isRefusal(queued) ? queued : deliverMail(run, mail, queued)
}

/** What a person must settle stands with the order's conversation; the order stays as it is. */
async function asked(run: RunContext, { conversation }: Order, refusal: Refusal): Promise<Refusal> {
  if (!conversation) return refusal
  const put = await run.command('escalate', escalateConversation, { conversation, reason: refusal.message })
  return isRefusal(put) ? put : refusal
}
