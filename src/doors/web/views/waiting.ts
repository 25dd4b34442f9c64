import type { Day, Instant, Money } from '#kernel'
import type { ActView, Path, ShellView, Tone } from './shared.ts'

export type WaitingView = {
  readonly shell: ShellView
  /** Oldest deadline first. */
  readonly items: readonly WaitingItem[]
  /** The evidence shown; the first item's unless the address names another. */
  readonly evidence?: EvidenceView
  /** The address names the item: a narrow screen then shows the evidence instead of the list. */
  readonly chosen: boolean
}

export type WaitingItem = {
  readonly id: string
  /** The act as a sentence with amount and counterparty. */
  readonly act: string
  readonly company: string
  readonly role: string
  /** Why it needs a person. */
  readonly why: string
  readonly due?: Day
  readonly href: Path
}

export type EvidenceView = {
  readonly item: WaitingItem
  readonly asked: Instant
  readonly expires?: Instant
  readonly amount?: Money
  readonly policy?: PolicyLine
  readonly facts: readonly Fact[]
  readonly journal?: readonly JournalLine[]
  readonly mail?: MailPreview & { readonly title: string }
  readonly dryRun?: { readonly tone: Tone; readonly text: string }
  readonly run?: { readonly id: string; readonly title: string; readonly href: Path }
  /** SHA-256 of exactly what is approved. */
  readonly digest?: string
  readonly approve?: ActView
  readonly decline?: ActView
  /** The item after this one; the question stays. */
  readonly later?: Path
}

/** The line of the company file that asks for a person. */
type PolicyLine = { readonly where: string; readonly text: string; readonly says: string }
export type Fact = { readonly label: string; readonly value: string; readonly machine?: boolean; readonly href?: Path }

export type JournalLine = {
  readonly account: string
  readonly href?: Path
  readonly debit?: Money
  readonly credit?: Money
}

export type MailPreview = {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachments: readonly Attachment[]
}
export type Attachment = { readonly name: string; readonly size: string; readonly href?: Path }
