import type { Day, Instant, Money } from '#kernel'

/** The four tones, the same in badge, row, chart and CLI. */
export type Tone = 'good' | 'warn' | 'bad' | 'neutral'
/** A place inside the console. Screens link to nothing else. */
export type Path = `/${string}`

/** A sentence whose facts are links. */
export type Words = readonly Word[]
export type Word = string | { readonly text: string; readonly href: Path; readonly tone?: Tone }

export type BadgeView = { readonly tone: Tone; readonly text: string }

export type FigureView = {
  readonly label: string
  readonly value: Money | string
  readonly note?: string
  readonly tone?: Tone
  /** The rows behind the figure. */
  readonly href: Path
}

/** A calculation opened like a receipt; the last line is the result. */
export type ReceiptView = { readonly title: string; readonly lines: readonly ReceiptLine[] }
type ReceiptLine = { readonly label: string; readonly value: Money | string; readonly href?: Path }

/** One thing that a person can do here: a form that posts one command. */
export type ActView = {
  /** Names the act: `Approve €1,190.00 to Hostwerk`. */
  readonly label: string
  readonly action: Path
  readonly fields?: Readonly<Record<string, string>>
  readonly look?: 'primary' | 'plain' | 'danger'
  /** What the person fills in before pressing the button. */
  readonly asks?: readonly AskView[]
  /** Why it cannot be done now; shown beside the disabled button. */
  readonly disabledBecause?: string
}

/** A field of an act: a line, a longer text, or a choice. */
export type AskView = {
  readonly name: string
  readonly label: string
  readonly kind: 'line' | 'text' | 'choice'
  readonly options?: readonly { readonly value: string; readonly text: string }[]
  readonly value?: string
}

/** What a refused command or a failed page says: what happened and why, and what to do. */
export type ProblemText = { readonly title: string; readonly message: string; readonly fix?: string }

/** What the last act did, at the top of the next page. */
export type NoticeView =
  | { readonly kind: 'done'; readonly text: string; readonly undo?: ActView }
  | ({ readonly kind: 'refused' } & ProblemText)

type Crumb = { readonly text: string; readonly href: Path }
export type CompanyMark = { readonly slug: string; readonly name: string; readonly tone: Tone }

/** Everything around a page for somebody who is signed in. */
export type ShellView = {
  readonly title: string
  readonly here: Path
  /** Ways back to where this page hangs, without the page itself. */
  readonly crumbs: readonly Crumb[]
  readonly companies: readonly CompanyMark[]
  /** Decisions that wait over all companies. */
  readonly waiting: number
  readonly person: { readonly name: string; readonly role: 'founder' | 'operator' | 'accountant' }
  /** Hidden fields of every form: who sent it, and which page it was on, so that sent twice is done once. */
  readonly csrf: string
  readonly signOut: Path
  /** Server-sent events whose `changed` refreshes the page; absent on pages that never change. */
  readonly live?: Path
  readonly notice?: NoticeView
  readonly now: Instant
  readonly today: Day
  readonly timeZone: string
}
