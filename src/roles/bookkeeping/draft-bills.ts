import { defineWork } from '#engine'
import { escalateConversation, messageQuery, resolveConversation } from '#inbox'
import { draftBill } from '#invoicing'
import { idInput, isRefusal } from '#kernel'
import { z } from 'zod'

const invoicesInOneMail = 20

/** Drafts a bill of each e-invoice that came with a mail; what cannot be read is a question for a person. */
export const draftBills = defineWork({
  name: 'bookkeeping.draft-bills',
  version: 1,
  summary: 'Draft bills from the e-invoices of a mail',
  input: z.strictObject({ message: idInput('msg'), invoices: z.array(z.string()).min(1).max(invoicesInOneMail) }),
  async run(run, { message, invoices }) {
    const mail = await run.ask(messageQuery, { message })
    if (isRefusal(mail)) return mail
    const drafted: { number: string; gross: string }[] = []
    const refused: string[] = []
    for (const document of invoices) {
      const bill = await run.command(`draft-${document.slice(0, 16)}`, draftBill, { document, message })
      if (isRefusal(bill)) refused.push(bill.message)
      else drafted.push({ number: bill.number, gross: bill.gross })
    }
    const { conversation } = mail
    const put = await (refused.length > 0
      ? run.command('escalate', escalateConversation, { conversation, reason: refused.join(' ').slice(0, 1_000) })
      : run.command('resolve', resolveConversation, { conversation, because: 'The bill is drafted.' }))
    if (isRefusal(put)) return put
    const what = drafted.map(({ number, gross }) => `${number} over ${gross}`).join(', ')
    return {
      done: what === '' ? `drafted nothing: ${refused.join(' ')}` : `drafted ${what}`,
      evidence: { drafted, refused },
    }
  },
})
