import MailComposer from 'nodemailer/lib/mail-composer'
import { type Instant, msOf, type Refusal, refuse, sha256 } from '#kernel'
import { breaksHeader, cleanText } from './clean-text.ts'
import { isMailAddress } from './mail-address.ts'
import type { Mailbox } from './message.ts'
import { messageIds } from './read-message.ts'

export type OutgoingAttachment = {
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type OutgoingMail = {
  /** With angle brackets, chosen by the caller and the same at every try. */
  readonly messageId: string
  readonly date: Instant
  readonly from: Mailbox
  readonly to: readonly Mailbox[]
  readonly cc?: readonly Mailbox[]
  readonly replyTo?: Mailbox
  readonly subject: string
  readonly text: string
  readonly inReplyTo?: string | undefined
  readonly references?: readonly string[]
  readonly attachments?: readonly OutgoingAttachment[]
}

export type AutomaticMail = OutgoingMail & {
  /** RFC 3834, 5: an answer to a mail, or a mail of our own accord. */
  readonly origin: 'auto-replied' | 'auto-generated'
  /** Says in the reader's language that a machine writes (EU AI Act, Art. 50(1), applied since 2026-08-02). */
  readonly aiNotice: string
  /** Says how to reach a person. */
  readonly personRoute: string
}

/** Ready for `MailSender`. The same mail composes to the same bytes. */
export type ComposedMail = {
  readonly raw: Uint8Array
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
}

export const composeLimits = {
  recipients: 50,
  subjectChars: 500,
  nameChars: 200,
  textChars: 1_000_000,
  references: 100,
  attachmentBytes: 18 * 1024 * 1024,
} as const

/** A mail that a person wrote, or approved word for word. */
export function composeMail(mail: OutgoingMail): Promise<ComposedMail | Refusal> {
  return build(mail, {})
}

/** A mail that a machine sends: refused as `ai-notice-missing` unless it says so and names a way to a person. */
export async function composeAutomatic(mail: AutomaticMail): Promise<ComposedMail | Refusal> {
  const { origin, aiNotice, personRoute, text } = mail
  if (!hasWords(aiNotice) || !hasWords(personRoute))
    return refuse('ai-notice-missing', {
      message: 'A mail that a machine sends must say so and name a way to a person (EU AI Act, Art. 50(1)).',
      fix: 'Set the AI notice and the route to a person in the company file.',
      facts: { aiNotice: hasWords(aiNotice), personRoute: hasWords(personRoute) },
    })
  const body = [aiNotice.trim(), text.trim(), personRoute.trim()].join('\n\n')
  // Exchange answers machines unless it is told not to.
  return build({ ...mail, text: body }, { 'Auto-Submitted': origin, 'X-Auto-Response-Suppress': 'OOF, AutoReply' })
}

/** Two letters in a row: spaces and invisible characters are no notice. */
function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text)
}

async function build(mail: OutgoingMail, headers: Record<string, string>): Promise<ComposedMail | Refusal> {
  const problem = problemOf(mail)
  if (problem) return problem
  const { from, to, cc = [], replyTo, references = [], attachments = [] } = mail
  // An empty text would make an attachment the body.
  const text = cleanText(mail.text) || '\n'
  const composer = new MailComposer({
    from: named(from),
    to: to.map(named),
    cc: cc.map(named),
    ...(replyTo === undefined ? {} : { replyTo: named(replyTo) }),
    subject: mail.subject,
    text,
    messageId: mail.messageId,
    date: new Date(msOf(mail.date)),
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: mail.inReplyTo }),
    references: references.slice(-composeLimits.references),
    headers,
    attachments: attachments.map(({ bytes, ...rest }) => ({ ...rest, content: Buffer.from(bytes) })),
    // From the content, so that it is repeatable and yet no text can hold its own boundary.
    baseBoundary: sha256(`${mail.messageId}\n${text}`).slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = new Uint8Array(await composer.compile().build())
  const recipients = [...new Set([...to, ...cc].map(({ address }) => address))]
  return { raw, messageId: mail.messageId, from: from.address, to: recipients }
}

function named({ name, address }: Mailbox): { name: string; address: string } {
  return { name, address }
}

/** Everything that would not survive the way out unchanged is refused, never quietly mended. */
function problemOf(mail: OutgoingMail): Refusal | undefined {
  const { from, to, cc = [], replyTo, references = [], attachments = [] } = mail
  const everybody = [from, ...to, ...cc, ...(replyTo === undefined ? [] : [replyTo])]
  const lines = [mail.subject, ...everybody.map(({ name }) => name), ...attachments.map(({ filename }) => filename)]
  const ids = [mail.messageId, ...(mail.inReplyTo === undefined ? [] : [mail.inReplyTo]), ...references]
  return (
    refuseIf(lines.some(breaksHeader), 'mail-header-unsafe', 'A subject, name or file name holds a line break.') ??
    refuseIf(
      ids.some((id) => messageIds(id)[0] !== id || !isPlainAscii(id)),
      'mail-header-unsafe',
      'A message id is not of the form <id@host>.',
    ) ??
    refuseIf(
      attachments.some(({ contentType }) => !/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(contentType)),
      'mail-header-unsafe',
      'The content type of an attachment is not of the form type/subtype.',
    ) ??
    refuseIf(
      everybody.some(({ address }) => !isMailAddress(address)),
      'mail-address-malformed',
      'An address is not of the form name@host.',
    ) ??
    overLimit(mail)
  )
}

function overLimit({ to, cc = [], from, subject, text, attachments = [] }: OutgoingMail): Refusal | undefined {
  const recipients = to.length + cc.length
  const names = [from, ...to, ...cc].map(({ name }) => name.length)
  const bytes = attachments.reduce((total, attachment) => total + attachment.bytes.length, 0)
  const limits = composeLimits
  return (
    refuseIf(to.length === 0, 'mail-no-recipient', 'The mail names nobody in To.') ??
    refuseIf(recipients > limits.recipients, 'mail-too-many-recipients', `Up to ${limits.recipients} recipients.`) ??
    refuseIf(
      subject.length > limits.subjectChars,
      'mail-too-big',
      `A subject has up to ${limits.subjectChars} characters.`,
    ) ??
    refuseIf(
      Math.max(...names) > limits.nameChars,
      'mail-too-big',
      `A name has up to ${limits.nameChars} characters.`,
    ) ??
    refuseIf(text.length > limits.textChars, 'mail-too-big', `A text has up to ${limits.textChars} characters.`) ??
    refuseIf(bytes > limits.attachmentBytes, 'mail-too-big', `Attachments have up to ${limits.attachmentBytes} bytes.`)
  )
}

function refuseIf(wrong: boolean, kind: string, reason: string): Refusal | undefined {
  return wrong
    ? refuse(kind, { message: `${reason} The mail was not composed.`, fix: 'Correct it and send again.' })
    : undefined
}

function isPlainAscii(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}
