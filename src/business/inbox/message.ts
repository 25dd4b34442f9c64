import type { Instant } from '#kernel'

/** A named address. `name` is empty when the sender gave none; `address` keeps its spelling. */
export type Mailbox = { readonly name: string; readonly address: string }

export type Attachment = {
  /** A bare file name, safe to write: no folders, no control or direction characters, never empty. */
  readonly filename: string
  /** Lower-case MIME type as the sender claims it; believe the bytes instead. */
  readonly contentType: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

/** One mail, read. Everything in it was written by a stranger: trust its shape, never its content. */
export type ReadMessage = {
  /** With angle brackets; undefined when the mail has none that is usable. */
  readonly messageId: string | undefined
  readonly inReplyTo: string | undefined
  /** Oldest first, the newest `mailLimits.references` of them. */
  readonly references: readonly string[]
  readonly from: Mailbox
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly replyTo: readonly Mailbox[]
  readonly subject: string
  /** What the sender's clock said; undefined when missing or no date. */
  readonly date: Instant | undefined
  /** Plain text with `\n`; extracted from the HTML when there is no text part. */
  readonly text: string
  /** True when the text was longer than `mailLimits.textChars` and ends there. */
  readonly textCut: boolean
  readonly attachments: readonly Attachment[]
  /** Lower-case names of the headers that decide how a mail is treated; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the bytes as they came: the same mail delivered twice has the same one. */
  readonly rawSha256: string
}

const kib = 1024
const mib = 1024 * kib

/** What a mail may cost us. A mail above a limit is refused before it is parsed, and kept in quarantine. */
export const mailLimits = {
  /** The usual limit of mail servers; checked before anything else touches the bytes. */
  bytes: 25 * mib,
  /** A full 25 MiB in base64 has 335,000 lines. */
  lines: 400_000,
  /** Of the mail and all its parts together. */
  headerBytes: 256 * kib,
  /** Multiparts and attached mails inside one another; honest mail stays under ten. */
  depth: 20,
  parts: 500,
  /** In To, Cc and Reply-To together. */
  recipients: 1_000,
  references: 100,
  textChars: 2_000_000,
  /** HTML is read so far; what stands behind is not, and the text counts as cut. */
  htmlChars: 2_000_000,
  subjectChars: 998,
  nameChars: 200,
  headerChars: 2_000,
} as const
