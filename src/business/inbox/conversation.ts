import { defineEvent, type Id, idInput, type Instant, refuse, type Refusal } from '#kernel'
import { defineCommand, defineQuery, type ReadTx } from '#store'
import { z } from 'zod'

export type ConversationState = 'open' | 'waiting' | 'answered' | 'resolved'

export type Conversation = {
  readonly id: Id<'cnv'>
  readonly subject: string
  readonly address: string
  readonly state: ConversationState
  /** Why it waits for a person; empty when it does not. */
  readonly reason: string
  readonly evidence: Readonly<Record<string, unknown>>
  readonly openedAt: Instant
  readonly changedAt: Instant
}

export type Message = {
  readonly id: Id<'msg'>
  readonly conversation: Id<'cnv'>
  readonly direction: 'in' | 'out'
  readonly state: 'received' | 'sending' | 'sent' | 'failed'
  readonly writer: string
  readonly messageId: string | null
  readonly fromName: string
  readonly fromAddress: string
  readonly to: string[]
  readonly subject: string
  readonly text: string
  readonly raw: string
  readonly at: Instant
  readonly actor: string
  readonly response: string
}

const conversationColumns = `id, subject, address, state, reason, evidence, opened_at as "openedAt", changed_at as "changedAt"`
const messageColumns = `id, conversation, direction, state, writer, message_id as "messageId", from_name as "fromName",
  from_address as "fromAddress", to_addresses as "to", subject, text, raw, at, actor, response`
const everyone = ['founder', 'operator', 'accountant', 'role', 'system'] as const
const listLimit = 500

export async function messageById(tx: ReadTx, id: Id<'msg'>): Promise<Message | Refusal> {
  const found = await tx.row<Message>(
    `select ${messageColumns} from inbox.messages where company_id = $1 and id = $2`,
    [tx.company, id],
  )
  return (
    found ??
    refuse('no-such-message', {
      message: `There is no message ${id} in this company.`,
      fix: 'Look it up in the inbox.',
    })
  )
}

export const conversations = defineQuery({
  name: 'inbox.conversations',
  summary: 'Conversations, the latest change first',
  who: everyone,
  input: z.strictObject({ state: z.enum(['open', 'waiting', 'answered', 'resolved']).optional() }),
  read: (tx, { state }) =>
    tx.rows<Conversation>(
      `select ${conversationColumns} from inbox.conversations where company_id = $1 and ($2::text is null or state = $2)
       order by changed_at desc, id desc limit ${listLimit}`,
      [tx.company, state ?? null],
    ),
})

export const conversationQuery = defineQuery({
  name: 'inbox.conversation',
  summary: 'One conversation with its messages',
  who: everyone,
  input: z.strictObject({ conversation: idInput('cnv') }),
  async read(tx, { conversation }) {
    const found = await tx.row<Conversation>(
      `select ${conversationColumns} from inbox.conversations where company_id = $1 and id = $2`,
      [tx.company, conversation],
    )
    if (!found) return noSuchConversation(conversation)
    const messages = await tx.rows<Message>(
      `select ${messageColumns} from inbox.messages where company_id = $1 and conversation = $2 order by at, id limit ${listLimit}`,
      [tx.company, conversation],
    )
    return { ...found, messages }
  },
})

export const messageQuery = defineQuery({
  name: 'inbox.message',
  summary: 'One message with its attachments',
  who: everyone,
  input: z.strictObject({ message: idInput('msg') }),
  async read(tx, { message }) {
    const found = await messageById(tx, message)
    if ('refused' in found) return found
    const attachments = await tx.rows<{ filename: string; contentType: string; sha256: string; bytes: number }>(
      `select filename, content_type as "contentType", sha256, bytes from inbox.attachments
       where company_id = $1 and message = $2 order by position`,
      [tx.company, message],
    )
    return { ...found, attachments }
  },
})

/** A person is needed: the machine could not or may not answer. */
export const conversationEscalated = defineEvent<{ conversation: Id<'cnv'>; reason: string }>(
  'inbox.conversation-escalated',
)
const conversationResolved = defineEvent<{ conversation: Id<'cnv'>; because: string }>('inbox.conversation-resolved')

export const escalateConversation = defineCommand({
  name: 'inbox.escalate-conversation',
  summary: 'Put a conversation before a person',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    conversation: idInput('cnv'),
    reason: z.string().min(1).max(1_000),
    evidence: z.record(z.string(), z.json()).default({}),
  }),
  async run(tx, { conversation, reason, evidence }) {
    const [found] = await tx.rows(
      `update inbox.conversations set state = 'waiting', reason = $3, evidence = $4, changed_at = $5 where company_id = $1 and id = $2 returning id`,
      [tx.company, conversation, reason, JSON.stringify(evidence), tx.at],
    )
    if (!found) return noSuchConversation(conversation)
    tx.append(conversationEscalated, { conversation, reason })
    return { conversation }
  },
})

export const resolveConversation = defineCommand({
  name: 'inbox.resolve-conversation',
  summary: 'Close a conversation',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ conversation: idInput('cnv'), because: z.string().min(1).max(1_000) }),
  async run(tx, { conversation, because }) {
    const [found] = await tx.rows(
      `update inbox.conversations set state = 'resolved', reason = '', changed_at = $3 where company_id = $1 and id = $2 returning id`,
      [tx.company, conversation, tx.at],
    )
    if (!found) return noSuchConversation(conversation)
    tx.append(conversationResolved, { conversation, because })
    return { conversation }
  },
})

export function noSuchConversation(conversation: string): Refusal {
  return refuse('no-such-conversation', {
    message: `There is no conversation ${conversation} in this company.`,
    fix: 'Look it up in the inbox.',
  })
}
