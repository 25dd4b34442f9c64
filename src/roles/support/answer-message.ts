import { knowledgeInForce } from '#companies'
import { defineWork, type Proof, type RunContext } from '#engine'
import { asksForPerson, deliverMail, escalateConversation, type MailSender, messageQuery, queueMail } from '#inbox'
import { type Id, idInput, isRefusal, type Refusal } from '#kernel'
import { answerMail, type FaqEntry, type MailAnswer } from '#skills'
import { defineQuery } from '#store'
import { z } from 'zod'
import { faqOf } from './faq-cache.ts'
import { replyText } from './reply-text.ts'

const knowledge = defineQuery({
  name: 'support.knowledge',
  summary: 'The questions that the company answers',
  who: ['role'],
  input: z.strictObject({}),
  read: async (tx) => (await knowledgeInForce(tx)).entries,
})

type Asked = {
  id: Id<'msg'>
  conversation: Id<'cnv'>
  fromName: string
  fromAddress: string
  subject: string
  text: string
}

/** Answers a mail from the company's knowledge when it is sure of every part, else puts it before a person with drafts. */
export function answerMessage(mail: MailSender) {
  return defineWork({
    name: 'support.answer-message',
    version: 1,
    summary: 'Answer a customer, or put the question before a person',
    input: z.strictObject({ message: idInput('msg') }),
    async run(run, { message }) {
      const asked = await run.ask(messageQuery, { message })
      if (isRefusal(asked)) return asked
      const entries = await run.ask(knowledge, {})
      if (isRefusal(entries)) return entries
      const answer = asksForPerson(asked.text) ? undefined : answered(entries, asked.text)
      if (!answer) return escalated(run, asked, { reason: 'The customer asks for a person.', evidence: {} })
      if (isRefusal(answer)) return escalated(run, asked, { reason: answer.message, evidence: {} })
      if (answer.kind !== 'answer')
        return escalated(run, asked, { reason: answer.reason, evidence: draftsOf(answer, entries) })
      return sent({ run, mail, asked, answer, entries })
    },
  })
}

function answered(entries: readonly FaqEntry[], text: string): MailAnswer | Refusal {
  const model = faqOf(entries)
  return isRefusal(model) ? model : answerMail(model, text)
}

type Sending = { run: RunContext; mail: MailSender; asked: Asked; answer: MailAnswer; entries: readonly FaqEntry[] }

async function sent({ run, mail, asked, answer, entries }: Sending): Promise<Proof | Refusal> {
  const answers = answer.entries.map((id) => entries.find((it) => it.id === id)?.answer ?? '')
  const queued = await run.command('write-answer', queueMail, {
    conversation: asked.conversation,
    to: { name: asked.fromName, address: asked.fromAddress },
    subject: /^re:/i.test(asked.subject) ? asked.subject : `Re: ${asked.subject}`,
    text: replyText({ name: asked.fromName, answers }),
  })
  if (isRefusal(queued)) return escalated(run, asked, { reason: queued.message, evidence: draftsOf(answer, entries) })
  const delivered = await deliverMail(run, mail, queued)
  if (isRefusal(delivered)) return delivered
  const sure = `${Math.floor(answer.probability * 100)} %`
  return {
    done: `answered ${asked.fromAddress} from ${answer.entries.join(', ')} (${sure} sure)`,
    evidence: {
      messageId: delivered.messageId,
      response: delivered.response,
      entries: answer.entries,
      probability: answer.probability,
    },
  }
}

type Why = {
  reason: string
  evidence: Record<string, string | number | { id: string; probability: number; answer: string }[]>
}

async function escalated(run: RunContext, asked: Asked, { reason, evidence }: Why): Promise<Proof | Refusal> {
  const done = await run.command('escalate', escalateConversation, {
    conversation: asked.conversation,
    reason,
    evidence,
  })
  if (isRefusal(done)) return done
  return {
    done: `put the mail of ${asked.fromAddress} before a person: ${reason}`,
    evidence: { conversation: asked.conversation, escalated: true },
  }
}

/** The answers that come nearest, for the person who writes: each with its probability and where it stands. */
function draftsOf({ parts, probability, reason }: MailAnswer, entries: readonly FaqEntry[]): Why['evidence'] {
  const nearest = parts.flatMap(({ answer }) => answer.candidates).sort((a, b) => b.probability - a.probability)
  const once = nearest.filter(({ id }, index) => nearest.findIndex((it) => it.id === id) === index).slice(0, 3)
  const drafts = once.map(({ id, probability: likely }) => ({
    id,
    probability: likely,
    answer: entries.find((it) => it.id === id)?.answer ?? '',
  }))
  return { probability, reason, drafts }
}
