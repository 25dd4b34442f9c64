import {
  conversationQuery,
  escalateConversation,
  type Message,
  messageQuery,
  queueMail,
  resolveConversation,
} from '#inbox'
import { isRefusal, type Refusal } from '#kernel'
import { parties, type Party } from '#parties'
import type { CompanyInFigures } from '#portfolio'
import type { ReadTx } from '#store'
import { paths } from '../paths.ts'
import type { MessageView, ThreadView } from '../views/inbox.ts'
import type { ActView, BadgeView, ReceiptView } from '../views/shared.ts'
import { attachmentView } from '../routes/documents.ts'
import { threadState } from './inbox.ts'
import type { Visit } from '../routes/options.ts'
import { actOf, companyShell, headOf } from '../routes/shell.ts'
import { capitalised, factText, readable } from './words.ts'

type Found = Exclude<Awaited<ReturnType<typeof conversationQuery.read>>, Refusal>

/** One conversation: its mails, how it was understood, and what a person may do about it. */
export async function threadView(visit: Visit, figures: CompanyInFigures, id: string): Promise<ThreadView | Refusal> {
  const { company } = figures
  const { store } = visit.installation
  const found = await store.ask(company.id, conversationQuery, { conversation: id })
  if (isRefusal(found)) return found
  const { messages, party } = await store.read(company.id, async (tx) => ({
    messages: await messageViews(tx, found.messages, company.slug),
    party: (await tx.ask(parties, {})).find(({ email }) => email?.toLowerCase() === found.address.toLowerCase()),
  }))
  const understood = understoodOf(found)
  return {
    shell: companyShell(visit, company, {
      title: found.subject === '' ? '(no subject)' : found.subject,
      above: [{ text: 'Inbox', href: paths.inbox(company.slug) }],
    }),
    company: headOf(figures),
    subject: found.subject === '' ? '(no subject)' : found.subject,
    state: threadState(found, found.messages),
    party: partyView(found, party),
    messages,
    ...(understood ? { understood } : {}),
    ...(found.state === 'waiting' ? { waiting: { text: readable(found.reason), href: paths.decision(found.id) } } : {}),
    acts: actsOf(visit, company.slug, found),
    reply: replyOf(visit, company.slug, found),
  }
}

async function messageViews(tx: ReadTx, messages: readonly Message[], slug: string): Promise<MessageView[]> {
  const views: MessageView[] = []
  for (const message of messages) {
    const { attachments } = await tx.ask(messageQuery, { message: message.id })
    const whole = { filename: 'the whole mail', sha256: message.raw, bytes: 0 }
    const files = attachments.map((it) => attachmentView(slug, it))
    const original = { ...attachmentView(slug, whole), size: '.eml' }
    views.push(messageView(message, { attachments: [...files, original] }))
  }
  return views
}

function messageView(message: Message, { attachments }: Pick<MessageView, 'attachments'>): MessageView {
  const { id, direction, fromName, fromAddress, to, at, text } = message
  const delivery = deliveryOf(message)
  return {
    id,
    direction,
    from: fromName === '' ? fromAddress : fromName,
    to: to.join(', '),
    at,
    text,
    attachments,
    ...(delivery ? { delivery } : {}),
  }
}

function deliveryOf({ direction, state, response }: Message): BadgeView | undefined {
  if (direction === 'in') return undefined
  if (state === 'sent') return { tone: 'good', text: 'accepted by the mail server' }
  return state === 'failed'
    ? { tone: 'bad', text: `turned away: ${response.slice(0, 80)}` }
    : { tone: 'neutral', text: 'on its way' }
}

function partyView({ address, messages }: Found, party: Party | undefined): ThreadView['party'] {
  const told = messages.find(({ direction, fromName }) => direction === 'in' && fromName !== '')?.fromName
  const place = [party?.postcode, party?.city, party?.country].filter(Boolean).join(' ')
  const note = party
    ? [`Known as ${party.name}`, place, party.vatId].filter(Boolean).join(', ')
    : 'Not in the books so far.'
  return { name: party?.name ?? told ?? address, address, note }
}

/** Why a role answered or did not, as it told when it decided. */
function understoodOf({ evidence }: Found): ReceiptView | undefined {
  const lines = Object.entries(evidence).flatMap(([label, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [{ label: capitalised(label), value: factText(String(value).slice(0, 200)) }]
      : [],
  )
  return lines.length === 0 ? undefined : { title: 'How it was understood', lines }
}

function actsOf(visit: Visit, company: string, { id, state }: Found): ActView[] {
  const input = { conversation: id }
  const hand = actOf(visit, {
    label: 'Hand it to a person',
    command: escalateConversation,
    company,
    input: { ...input, reason: 'A person took it over.' },
  })
  const close = actOf(visit, {
    label: 'Close it',
    command: resolveConversation,
    company,
    input,
    asks: [{ name: 'because', label: 'Why does it need nothing more?', kind: 'line' }],
  })
  return [...(state === 'waiting' ? [] : [hand]), ...(state === 'resolved' ? [] : [close])]
}

const subjectCharacters = 500

function replyOf(visit: Visit, company: string, { id, subject, address }: Found): ActView {
  const re = /^re:/i.test(subject) ? subject : `Re: ${subject}`
  return actOf(visit, {
    label: `Send the answer to ${address}`,
    command: queueMail,
    company,
    look: 'primary',
    input: { conversation: id, 'to.address': address, subject: re.slice(0, subjectCharacters) },
    asks: [{ name: 'text', label: 'Your answer', kind: 'text' }],
  })
}
