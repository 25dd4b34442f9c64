import { defineWork } from '#engine'
import { deliverMail, type MailSender, queueMail } from '#inbox'
import { invoiceQuery, recordReminder } from '#invoicing'
import { idInput, isRefusal, refuse } from '#kernel'
import { partyQuery } from '#parties'
import { z } from 'zod'
import { reminderMail } from './mail-texts.ts'

/** Reminds a customer of an overdue invoice, once for each level, unless it was paid in the meantime. */
export function remind(mail: MailSender) {
  return defineWork({
    name: 'finance.remind',
    version: 1,
    summary: 'Remind a customer of an overdue invoice',
    input: z.strictObject({ invoice: idInput('inv'), level: z.int().min(1) }),
    async run(run, { invoice: id, level }) {
      const invoice = await run.ask(invoiceQuery, { invoice: id })
      if (isRefusal(invoice)) return invoice
      const { number, state } = invoice
      if (state === 'paid') return { done: `did not remind: ${number} is paid`, evidence: { invoice: id, state } }
      const party = await run.ask(partyQuery, { party: invoice.party })
      if (isRefusal(party)) return party
      if (party.email === null)
        return refuse('no-address', {
          message: `There is no mail address of ${party.name}.`,
          fix: `Remind them of ${number} yourself.`,
        })
      const queued = await run.command('write-mail', queueMail, {
        to: { name: party.name, address: party.email },
        ...reminderMail({ ...invoice, level }, party.name),
        origin: 'auto-generated',
      })
      if (isRefusal(queued)) return queued
      const sent = await deliverMail(run, mail, queued)
      if (isRefusal(sent)) return sent
      const recorded = await run.command('record-reminder', recordReminder, {
        invoice: id,
        level,
        message: queued.message,
      })
      if (isRefusal(recorded)) return recorded
      return {
        done: `reminded ${party.name} of ${number}, ${invoice.open} open`,
        evidence: { invoice: id, level, messageId: sent.messageId },
      }
    },
  })
}
