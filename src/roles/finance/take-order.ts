import { defineWork, type Proof, type RunContext } from '#engine'
import { escalateConversation, messageQuery } from '#inbox'
import { type Id, idInput, isRefusal, type Refusal } from '#kernel'
import { readWrittenOrder, takeOrder, type WrittenOrder } from '#offers'
import { meetParty } from '#parties'
import { z } from 'zod'

type Mail = { id: Id<'msg'>; conversation: Id<'cnv'>; fromAddress: string; text: string }

/** Takes the order that a mail holds, at the prices in force; one that is not whole is a question for a person. */
export const takeWrittenOrder = defineWork({
  name: 'finance.take-order',
  version: 1,
  summary: 'Take an order that came by mail',
  input: z.strictObject({ message: idInput('msg') }),
  async run(run, { message }) {
    const mail = await run.ask(messageQuery, { message })
    if (isRefusal(mail)) return mail
    const written = readWrittenOrder(mail.text)
    if (written === undefined || isRefusal(written))
      return ask(run, mail, written?.message ?? 'The order is not there any more.')
    const taken = await ordered(run, mail, written)
    if (isRefusal(taken)) return ask(run, mail, taken.message)
    return { done: `took the order of ${written.name}`, evidence: { order: taken.order, lines: taken.lines } }
  },
})

async function ordered(run: RunContext, mail: Mail, { lines, reference, street, ...written }: WrittenOrder) {
  const party = await run.command('meet-customer', meetParty, { ...written, street, email: mail.fromAddress })
  if (isRefusal(party)) return party
  const { id: source, conversation } = mail
  return run.command('take-order', takeOrder, {
    lines: [...lines],
    party: party.party,
    source,
    reference,
    conversation,
  })
}

async function ask(run: RunContext, { conversation, fromAddress }: Mail, reason: string): Promise<Proof | Refusal> {
  const done = await run.command('escalate', escalateConversation, { conversation, reason })
  return isRefusal(done)
    ? done
    : {
        done: `put the order of ${fromAddress} before a person: ${reason}`,
        evidence: { conversation, escalated: true },
      }
}
