import type { Instant, Refusal } from '#kernel'

/** A finished mail on its way out. `key` is the idempotency key of exactly this sending. */
export type Dispatch = {
  readonly raw: Uint8Array
  /** Envelope sender: where bounces go. */
  readonly from: string
  /** Envelope recipients, at least one. */
  readonly to: readonly string[]
  readonly messageId: string
  readonly key: string
}

/** Proof that a mail was handed over. */
export type Sent = {
  readonly key: string
  readonly messageId: string
  /** What the other side said, one line. */
  readonly response: string
  readonly at: Instant
  /** Recipients that were turned away while others were accepted. */
  readonly rejected?: readonly string[]
}

/**
 * The way out for mail. The same key sends once, as far as the sender can know; `find` reads back what it did.
 * A permanent no is the Refusal `mail-rejected` (facts: `smtpCode`, `response`); everything else that fails throws
 * `MailNotSent`, and the caller may try again.
 */
export type MailSender = {
  send(mail: Dispatch): Promise<Sent | Refusal>
  find?(key: string): Promise<Sent | undefined>
}

/**
 * A sending that failed for now. `uncertain`: the bytes were handed over but no answer came, so the mail may
 * have arrived; a second try carries the same Message-ID, by which receivers know duplicates.
 */
export class MailNotSent extends Error {
  readonly uncertain: boolean
  readonly smtpCode: number | undefined
  constructor(message: string, facts: { uncertain?: boolean; smtpCode?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: facts.cause })
    this.name = 'MailNotSent'
    this.uncertain = facts.uncertain ?? false
    this.smtpCode = facts.smtpCode
  }
}
