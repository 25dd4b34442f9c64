import { defineWork } from '#engine'
import { deliverMail, type MailSender, messageQuery } from '#inbox'
import { idInput, isRefusal, refuse } from '#kernel'
import { z } from 'zod'

/** Sends what a person wrote in the inbox. */
export function deliverMessage(mail: MailSender) {
  return defineWork({
    name: 'support.deliver-message',
    version: 1,
    summary: 'Send a mail that a person wrote',
    input: z.strictObject({ message: idInput('msg') }),
    async run(run, { message }) {
      const written = await run.ask(messageQuery, { message })
      if (isRefusal(written)) return written
      const { messageId, raw, fromAddress: from, to } = written
      if (messageId === null)
        return refuse('mail-without-id', { message: `The mail ${message} has no Message-ID.`, fix: 'Write it again.' })
      const delivered = await deliverMail(run, mail, { message, raw, messageId, from, to })
      if (isRefusal(delivered)) return delivered
      return { done: `sent the mail to ${to.join(', ')}`, evidence: delivered }
    },
  })
}
