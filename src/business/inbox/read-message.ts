import PostalMime, { type Attachment as ParsedAttachment, type Email, decodeWords } from 'postal-mime'
import { isRefusal, type Refusal, refuse, sha256 } from '#kernel'
import { cleanFilename, cleanLine, cleanText } from './clean-text.ts'
import { htmlText } from './html-text.ts'
import { readMailboxes } from './mail-address.ts'
import { readMailDate } from './mail-date.ts'
import { checkShape } from './mail-shape.ts'
import { type Attachment, type Mailbox, mailLimits, type ReadMessage } from './message.ts'

const kept = new Set(
  `return-path auto-submitted precedence content-type x-autoreply x-autorespond x-auto-response-suppress
  x-failed-recipients x-loop delivered-to authentication-results`.split(/\s+/),
)

/**
 * Reads RFC 5322 bytes. Never throws: what cannot be read is a Refusal with the reason, and the caller keeps the
 * bytes in quarantine. Kinds: `mail-too-big`, `mail-too-many-lines`, `mail-headers-too-big`, `mail-too-deep`,
 * `mail-too-many-parts`, `mail-too-many-recipients`, `mail-no-from`, `mail-two-senders`, `mail-unreadable`.
 */
export async function readMessage(raw: Uint8Array): Promise<ReadMessage | Refusal> {
  const misshapen = checkShape(raw)
  if (misshapen) return misshapen
  try {
    const email = await PostalMime.parse(raw, {
      maxNestingDepth: mailLimits.depth,
      maxHeadersSize: mailLimits.headerBytes,
      // An attached mail stays an attachment: its words are not the sender's words.
      forceRfc822Attachments: true,
    })
    return messageOf(email, raw)
  } catch (error) {
    return refuse('mail-unreadable', {
      message: `This mail could not be read: ${error instanceof Error ? cleanLine(error.message, 200) : 'unknown'}.`,
      fix: 'Look at it in quarantine.',
    })
  }
}

function messageOf(email: Email, raw: Uint8Array): ReadMessage | Refusal {
  const from = senderOf(email)
  if (isRefusal(from)) return from
  const [to, cc, replyTo] = [mailboxes(email, 'to'), mailboxes(email, 'cc'), mailboxes(email, 'reply-to')]
  const recipients = to.length + cc.length + replyTo.length
  const { recipients: maxRecipients, parts: maxParts } = mailLimits
  if (recipients > maxRecipients) return tooMany('mail-too-many-recipients', 'recipients', recipients, maxRecipients)
  const parts = email.attachments.length
  if (parts > maxParts) return tooMany('mail-too-many-parts', 'parts', parts, maxParts)
  return {
    messageId: messageIds(header(email, 'message-id'))[0],
    inReplyTo: messageIds(header(email, 'in-reply-to'))[0],
    references: messageIds(header(email, 'references')).slice(-mailLimits.references),
    from,
    to,
    cc,
    replyTo,
    subject: cleanLine(decodeWords(header(email, 'subject')), mailLimits.subjectChars),
    date: readMailDate(header(email, 'date')),
    ...textOf(email),
    attachments: email.attachments.map(attachmentOf),
    headers: keptHeaders(email),
    rawSha256: sha256(raw),
  }
}

/** Exactly one sender in exactly one From (RFC 5322, 3.6): with two, filters and people see different ones. */
function senderOf(email: Email): Mailbox | Refusal {
  const headers = email.headers.filter(({ key }) => key === 'from')
  const senders = headers.flatMap(({ value }) => readMailboxes(value))
  const [sender] = senders
  if (!sender)
    return refuse('mail-no-from', {
      message: 'This mail names no usable sender in its From header, so nobody could be answered.',
      fix: 'Look at it in quarantine.',
      facts: { from: cleanLine(headers[0]?.value ?? '', mailLimits.nameChars) },
    })
  if (headers.length > 1 || senders.length > 1)
    return refuse('mail-two-senders', {
      message: 'This mail names more than one sender, which is how a sender is forged.',
      fix: 'Look at it in quarantine.',
      facts: { senders: senders.slice(0, 10).map(({ address }) => address) },
    })
  return sender
}

function tooMany(kind: string, what: string, found: number, limit: number): Refusal {
  return refuse(kind, {
    message: `This mail has ${found} ${what}; up to ${limit} are read.`,
    fix: 'Look at it in quarantine.',
    facts: { found, limit },
  })
}

function header(email: Email, key: string): string {
  return email.headers.find((entry) => entry.key === key)?.value ?? ''
}

function mailboxes(email: Email, key: string): Mailbox[] {
  return email.headers.filter((entry) => entry.key === key).flatMap(({ value }) => readMailboxes(value))
}

/** The `<…>` of a Message-ID, In-Reply-To or References header, in order and each once. */
export function messageIds(text: string): string[] {
  const ids = text.match(/<[^<>\s\p{Cc}]{1,250}>/gu) ?? []
  return [...new Set(ids)]
}

function textOf({ text = '', html = '' }: Email): { text: string; textCut: boolean } {
  const { textChars, htmlChars } = mailLimits
  const hasText = text.trim() !== ''
  const whole = cleanText(hasText ? text : htmlText(html.slice(0, htmlChars))).trimEnd()
  return { text: whole.slice(0, textChars), textCut: whole.length > textChars || (!hasText && html.length > htmlChars) }
}

function attachmentOf(part: ParsedAttachment, index: number): Attachment {
  const { content } = part
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
  const contentType = cleanLine(part.mimeType, mailLimits.nameChars) || 'application/octet-stream'
  return {
    filename: cleanFilename(part.filename ?? '', `attachment-${index + 1}`),
    contentType,
    bytes,
    sha256: sha256(bytes),
  }
}

function keptHeaders(email: Email): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { key, value } of email.headers) {
    if (!kept.has(key) && !/^list-[a-z-]{1,30}$/.test(key)) continue
    const joined = headers[key] === undefined ? value : `${headers[key]}, ${value}`
    headers[key] = cleanLine(joined, mailLimits.headerChars)
  }
  return headers
}
