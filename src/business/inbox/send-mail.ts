import {
  defineEvent,
  type Id,
  idInput,
  isPerson,
  isRefusal,
  printActor,
  refuse,
  type Refusal,
  Refused,
  startOf,
} from '#kernel'
import { decideAct, fileInForce } from '#companies'
import { type CompanyTx, defineCommand, keepBlob, readBlob } from '#store'
import { z } from 'zod'
import { composeAutomatic, composeMail, type ComposedMail, type OutgoingAttachment } from './compose.ts'
import { messageById, noSuchConversation } from './conversation.ts'
import { noticesIn } from './notices.ts'

export const mailQueued = defineEvent<{
  message: Id<'msg'>
  conversation: Id<'cnv'>
  to: string[]
  automatic: boolean
}>('inbox.mail-queued')
/** Proof that a mail left: the Message-ID and what the other side said. */
export const mailSent = defineEvent<{
  message: Id<'msg'>
  conversation: Id<'cnv'>
  messageId: string
  response: string
}>('inbox.mail-sent')
export const mailFailed = defineEvent<{ message: Id<'msg'>; conversation: Id<'cnv'>; reason: string }>(
  'inbox.mail-failed',
)

const attachment = z.strictObject({
  filename: z.string().min(1).max(200),
  contentType: z.string().max(100),
  sha256: z.string(),
})
const mailInput = z.strictObject({
  conversation: idInput('cnv').optional().describe('the conversation it answers; a new one when left out'),
  to: z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(320) }),
  subject: z.string().min(1).max(500),
  text: z.string().min(1).max(100_000),
  attachments: z.array(attachment).max(20).default([]),
  origin: z
    .enum(['auto-replied', 'auto-generated'])
    .default('auto-replied')
    .describe('how a machine came to write: in answer to a mail, or of its own accord'),
})
type MailInput = z.output<typeof mailInput>
type Composing = { conversation: Id<'cnv'>; id: Id<'msg'>; origin: 'auto-replied' | 'auto-generated' | 'person' }

/**
 * Writes the mail as it will go out and keeps it; the sender then hands over exactly these bytes. What a role writes
 * carries the notice that a machine wrote it, or is not composed.
 */
export const queueMail = defineCommand({
  name: 'inbox.queue-mail',
  summary: 'Write a mail that is then sent',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'outward-message',
  input: mailInput,
  async run(tx, mail) {
    const automatic = !isPerson(tx.actor)
    const forbidden = automatic && tx.actor.kind !== 'system' ? await policyForbids(tx, mail.to.address) : undefined
    if (forbidden) return forbidden
    const repeated = automatic && mail.origin === 'auto-replied' && (await answeredToday(tx, mail.to.address))
    if (repeated) return alreadyAnswered(mail.to.address)
    const conversation = mail.conversation ?? (await openedFor(tx, mail))
    const id = tx.id('msg')
    const origin = automatic ? mail.origin : 'person'
    const composed = await compose(tx, mail, { conversation, id, origin })
    if (isRefusal(composed)) return composed
    const raw = await keepBlob(tx, { content: composed.raw, contentType: 'message/rfc822' })
    await tx.rows(insert, [
      tx.company,
      id,
      conversation,
      automatic ? 'automatic' : 'person',
      composed.messageId,
      '',
      composed.from,
      [...composed.to],
      mail.subject,
      mail.text,
      raw,
      tx.at,
      `${tx.actor.kind}:${tx.actor.id}`,
    ])
    await tx.rows(
      'insert into inbox.message_ids (company_id, message_id, conversation) values ($1, $2, $3) on conflict do nothing',
      [tx.company, composed.messageId, conversation],
    )
    tx.append(mailQueued, { message: id, conversation, to: [...composed.to], automatic })
    return { message: id, conversation, raw, messageId: composed.messageId, from: composed.from, to: [...composed.to] }
  },
})

const insert = `insert into inbox.messages (company_id, id, conversation, direction, state, writer, message_id, from_name, from_address,
    to_addresses, subject, text, raw, at, actor)
  values ($1, $2, $3, 'out', 'sending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

async function compose(
  tx: CompanyTx,
  mail: MailInput,
  { conversation, id, origin }: Composing,
): Promise<ComposedMail | Refusal> {
  const { file } = await fileInForce(tx)
  const [from] = file.mail
  if (from === undefined)
    return refuse('no-mail-address', {
      message: 'The company has no mail address to write from.',
      fix: 'Add one under mail in company.yaml.',
    })
  const answered = await tx.rows<{ message_id: string }>(
    `select message_id from inbox.messages where company_id = $1 and conversation = $2 and message_id is not null order by at, id`,
    [tx.company, conversation],
  )
  const references = answered.map((it) => it.message_id)
  const outgoing = {
    messageId: `<${id}@${from.split('@')[1] ?? 'localhost'}>`,
    date: tx.at,
    from: { name: file.name, address: from },
    to: [mail.to],
    subject: mail.subject,
    text: mail.text,
    references,
    ...(references.length > 0 ? { inReplyTo: references.at(-1) } : {}),
    attachments: await attachmentsOf(tx, mail),
  }
  return origin === 'person'
    ? composeMail(outgoing)
    : composeAutomatic({ ...outgoing, origin, ...noticesIn(file.language) })
}

async function attachmentsOf(tx: CompanyTx, { attachments }: MailInput): Promise<OutgoingAttachment[]> {
  const files: OutgoingAttachment[] = []
  for (const { filename, contentType, sha256 } of attachments) {
    const blob = await readBlob(tx, sha256)
    if (!blob) throw new Refused(notOnFile(sha256))
    files.push({ filename, contentType, bytes: blob.content })
  }
  return files
}

function notOnFile(sha256: string): Refusal {
  return refuse('attachment-not-on-file', {
    message: `The company has no file ${sha256} to attach.`,
    fix: 'Import the file first, and name it by its SHA-256.',
    facts: { sha256 },
  })
}

/** Policy is asked at the moment of the act, whoever decided to write before. */
async function policyForbids(tx: CompanyTx, address: string): Promise<Refusal | undefined> {
  const { file } = await fileInForce(tx)
  const role = tx.actor.program ? 'program' : tx.actor.id
  const sent = await tx.row<{ acts: bigint; known: boolean }>(
    `select (select count(*) from inbox.messages where company_id = $1 and direction = 'out' and actor = $2 and at >= $3) as acts,
       exists (select from inbox.messages where company_id = $1 and direction = 'in' and lower(from_address) = $4) as known`,
    [tx.company, printActor(tx.actor), startOf(tx.today), address.toLowerCase()],
  )
  const act = {
    effect: 'outward-message',
    role,
    firstContact: !(sent?.known ?? false),
    actsToday: Number(sent?.acts ?? 0n),
  } as const
  const { verdict, trace } = decideAct(file, act)
  if (verdict === 'allow') return undefined
  return refuse(verdict === 'ask' ? 'policy-asks' : 'policy-denies', {
    message: `Policy does not let ${role} write to ${address} alone.`,
    fix: 'A person can send it from the inbox; or change the policies in company.yaml.',
    facts: { trace },
  })
}

/** At most one automatic reply per sender, mailbox and day (RFC 3834, section 2). */
async function answeredToday(tx: CompanyTx, address: string): Promise<boolean> {
  const [first] = await tx.rows(
    'insert into inbox.automatic_replies (company_id, address, day) values ($1, $2, $3) on conflict do nothing returning day',
    [tx.company, address.toLowerCase(), tx.today],
  )
  return first === undefined
}

function alreadyAnswered(address: string): Refusal {
  return refuse('already-answered-today', {
    message: `${address} has had an automatic reply today; a second one could be a loop (RFC 3834).`,
    fix: 'A person can answer from the inbox.',
    facts: { address },
  })
}

async function openedFor(tx: CompanyTx, { subject, to }: MailInput): Promise<Id<'cnv'>> {
  const id = tx.id('cnv')
  await tx.rows(
    `insert into inbox.conversations (company_id, id, subject, address, state, opened_at, changed_at) values ($1, $2, $3, $4, 'open', $5, $5)`,
    [tx.company, id, subject, to.address.toLowerCase(), tx.at],
  )
  return id
}

export const recordMailSent = defineCommand({
  name: 'inbox.record-mail-sent',
  summary: 'Record that a mail was handed over, with the proof',
  who: ['role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ message: idInput('msg'), response: z.string().max(2_000) }),
  async run(tx, { message, response }) {
    const found = await messageById(tx, message)
    if ('refused' in found) return found
    await tx.rows(`update inbox.messages set state = 'sent', response = $3 where company_id = $1 and id = $2`, [
      tx.company,
      message,
      response,
    ])
    const [moved] = await tx.rows(
      `update inbox.conversations set state = 'answered', reason = '', changed_at = $3 where company_id = $1 and id = $2 returning id`,
      [tx.company, found.conversation, tx.at],
    )
    if (!moved) return noSuchConversation(found.conversation)
    tx.append(mailSent, { message, conversation: found.conversation, messageId: found.messageId ?? '', response })
    return { message, messageId: found.messageId ?? '' }
  },
})

export const recordMailFailed = defineCommand({
  name: 'inbox.record-mail-failed',
  summary: 'Record that a mail was turned away',
  who: ['role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ message: idInput('msg'), reason: z.string().max(2_000) }),
  async run(tx, { message, reason }) {
    const found = await messageById(tx, message)
    if ('refused' in found) return found
    await tx.rows(`update inbox.messages set state = 'failed', response = $3 where company_id = $1 and id = $2`, [
      tx.company,
      message,
      reason,
    ])
    await tx.rows(
      `update inbox.conversations set state = 'waiting', reason = $3, changed_at = $4 where company_id = $1 and id = $2`,
      [tx.company, found.conversation, `A mail could not be delivered: ${reason}`, tx.at],
    )
    tx.append(mailFailed, { message, conversation: found.conversation, reason })
    return { message }
  },
})
