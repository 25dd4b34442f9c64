import { defineEvent, type Id, isRefusal } from '#kernel'
import { fileInForce } from '#companies'
import { readWrittenOrder } from '#offers'
import { type Command, type CompanyTx, defineCommand, keepBlob } from '#store'
import { z } from 'zod'
import { whoWrote, type Writer } from './automatic.ts'
import { conversationEscalated } from './conversation.ts'
import type { Attachment, ReadMessage } from './message.ts'
import { readMessage } from './read-message.ts'
import { kindOf, sniffedBytes } from './recognise.ts'
import { splitReply } from './reply-text.ts'
import { threadIds, threadOf } from './thread-key.ts'

export type MessageReceived = {
  message: Id<'msg'>
  conversation: Id<'cnv'>
  writer: Writer['kind']
  from: string
  about: MessageAbout
  /** E-invoices that came with it, by their hash. */
  invoices: string[]
}

/** What a mail holds, told by its form alone: an order block, an e-invoice, or words. */
export type MessageAbout = 'order' | 'bill' | 'words'

/** A mail came in and stands in a conversation. */
export const messageReceived = defineEvent<MessageReceived>('inbox.message-received')

const input = z.strictObject({ sha256: z.string(), name: z.string().max(500) })
export type ReceivedMail = {
  message: Id<'msg'> | null
  conversation: Id<'cnv'> | null
  writer: string
  duplicate: boolean
}

/** The command that takes in one mail, bound to its bytes. The same bytes twice are one message. */
export function receiveMessage(raw: Uint8Array): Command<typeof input, ReceivedMail> {
  return defineCommand({
    name: 'inbox.receive-message',
    summary: 'Take in a mail',
    who: ['founder', 'operator', 'role', 'system'],
    effect: 'reversible',
    input,
    async run(tx) {
      const message = await readMessage(raw)
      if (isRefusal(message)) return message
      const twin = await tx.row<{ id: Id<'msg'>; conversation: Id<'cnv'>; writer: string }>(
        `select id, conversation, writer from inbox.messages where company_id = $1 and raw = $2 and direction = 'in'`,
        [tx.company, message.rawSha256],
      )
      if (twin) return { message: twin.id, conversation: twin.conversation, writer: twin.writer, duplicate: true }
      return filed(tx, message, raw)
    },
  })
}

async function filed(tx: CompanyTx, message: ReadMessage, raw: Uint8Array): Promise<ReceivedMail> {
  const { file } = await fileInForce(tx)
  const writer = whoWrote(message, { own: file.mail })
  const { conversation, isNew } = await conversationOf(tx, linkedTo(message, writer))
  const id = tx.id('msg')
  const text = splitReply(message.text).reply || message.text
  await keepBlob(tx, { content: raw, contentType: 'message/rfc822' })
  await tx.rows(insertMessage, [
    tx.company,
    id,
    conversation,
    writer.kind,
    message.messageId ?? null,
    message.from.name,
    message.from.address.toLowerCase(),
    message.to.map((it) => it.address),
    message.subject,
    text,
    message.rawSha256,
    tx.at,
    `mail:${message.from.address}`,
  ])
  for (const [position, attachment] of message.attachments.entries())
    await keepAttachment(tx, { id, position, attachment })
  const invoices = message.attachments
    .filter(({ bytes }) => kindOf(bytes.subarray(0, sniffedBytes)) === 'invoice')
    .map((it) => it.sha256)
  const about = invoices.length > 0 ? 'bill' : readWrittenOrder(text) ? 'order' : 'words'
  tx.append(messageReceived, {
    message: id,
    conversation,
    writer: writer.kind,
    from: message.from.address,
    about,
    invoices,
  })
  await moveConversation(tx, { conversation, isNew, writer })
  return { message: id, conversation, writer: writer.kind, duplicate: false }
}

const insertMessage = `insert into inbox.messages (company_id, id, conversation, direction, state, writer, message_id, from_name,
    from_address, to_addresses, subject, text, raw, at, actor)
  values ($1, $2, $3, 'in', 'received', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

async function keepAttachment(
  tx: CompanyTx,
  { id, position, attachment }: { id: string; position: number; attachment: Attachment },
): Promise<void> {
  const sha256 = await keepBlob(tx, { content: attachment.bytes, contentType: attachment.contentType })
  await tx.rows(
    `insert into inbox.attachments (company_id, message, position, filename, content_type, sha256, bytes) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.company, id, position, attachment.filename, attachment.contentType, sha256, attachment.bytes.length],
  )
}

/** The conversation that the mail continues, or a new one; either way its ids lead there from now on. */
async function conversationOf(
  tx: CompanyTx,
  message: ReadMessage,
): Promise<{ conversation: Id<'cnv'>; isNew: boolean }> {
  const ids = threadIds(message)
  const rows = await tx.rows<{ message_id: string; conversation: Id<'cnv'> }>(
    'select message_id, conversation from inbox.message_ids where company_id = $1 and message_id = any($2)',
    [tx.company, ids],
  )
  const known = new Map(rows.map((row) => [row.message_id, row.conversation]))
  const thread = threadOf(message, (id) => known.get(id))
  const conversation = thread.kind === 'continues' ? thread.conversation : await opened(tx, message)
  const keys = thread.kind === 'continues' ? threadIds(message) : [...threadIds(message), thread.key]
  await tx.rows(
    'insert into inbox.message_ids (company_id, message_id, conversation) select $1, unnest($3::text[]), $2 on conflict do nothing',
    [tx.company, conversation, [...new Set(keys)]],
  )
  return { conversation, isNew: thread.kind === 'starts' }
}

/** A bounce belongs to the conversation of the mail that came back. */
function linkedTo(message: ReadMessage, writer: Writer): ReadMessage {
  const original = writer.kind === 'bounce' ? writer.bounce.originalMessageId : undefined
  return original === undefined ? message : { ...message, inReplyTo: original }
}

const move = `update inbox.conversations set state = $3, reason = $4, changed_at = $5 where company_id = $1 and id = $2`

/** What a person writes is open again; what a machine writes is noted, unless it says that our mail never arrived. */
async function moveConversation(
  tx: CompanyTx,
  { conversation, isNew, writer }: { conversation: Id<'cnv'>; isNew: boolean; writer: Writer },
): Promise<void> {
  const returned = writer.kind === 'bounce' ? writer.bounce.recipients : []
  const failed = returned.find(({ action }) => action === 'failed')
  if (failed && !isNew) {
    const { address, status = '', diagnostic = '' } = failed
    const reason = `Our mail to ${address} came back: ${[status, diagnostic].filter(Boolean).join(' ')}`.slice(0, 1_000)
    await tx.rows(move, [tx.company, conversation, 'waiting', reason, tx.at])
    tx.append(conversationEscalated, { conversation, reason })
  } else if (writer.kind === 'person') {
    await tx.rows(move, [tx.company, conversation, 'open', '', tx.at])
  } else if (isNew) {
    const { why } = writer
    await tx.rows(move, [tx.company, conversation, 'resolved', `Noted, not answered: ${why}`, tx.at])
  }
}

async function opened(tx: CompanyTx, { subject, from }: ReadMessage): Promise<Id<'cnv'>> {
  const id = tx.id('cnv')
  await tx.rows(
    `insert into inbox.conversations (company_id, id, subject, address, state, opened_at, changed_at) values ($1, $2, $3, $4, 'open', $5, $5)`,
    [tx.company, id, subject, from.address.toLowerCase(), tx.at],
  )
  return id
}
