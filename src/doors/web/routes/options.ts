import type { Access, Principal, Session } from '#access'
import type { Installation } from '#doors/catalogue'
import type { Refusal } from '#kernel'
import type { CompanyInFigures } from '#portfolio'
import type { NoticeView, Path } from '../views/shared.ts'

/** Server-sent events `changed` for whoever may see a company; the door beside this one has them. */
export type Changes = {
  follow(principal: Principal, how: { connection?: { destroy(): unknown } }): Response | Refusal
}

/** A page that broke: the person gets the id, the log gets the rest. */
export type Failure = {
  readonly event: 'http.failed'
  readonly id: string
  readonly method: string
  readonly route: string
  readonly error: string
}

/** What the console is handed. */
export type ConsoleOptions = {
  readonly installation: Installation
  readonly access: Access
  readonly changes: Changes
  readonly log: (event: Failure) => void
  /** Where the founder lives; the machine's time zone when left out. */
  readonly timeZone?: string
}

/** What the door around the console sets: counting strangers, and the connection that a stream is written to. */
export type ConsoleEnv = {
  Bindings: { outgoing?: { destroy(): unknown } }
  Variables: { stranger?: () => Refusal | undefined }
}

/** A page asked for by somebody who is signed in. */
export type Visit = ConsoleOptions & {
  readonly session: Session
  readonly zone: string
  /** The address asked for, without its query. */
  readonly here: Path
  readonly query: (name: string) => string | undefined
  /** Tells this rendering of a page from every other, so that a form sent twice is done once. */
  readonly nonce: string
  readonly notice: NoticeView | undefined
  /** The companies that this person may see, with their figures. */
  readonly companies: readonly CompanyInFigures[]
}

/** Limits of this door; what comes before it has its own. */
export const webLimits = {
  formBytes: 256 * 1024,
  fields: 50,
  /** How long the outcome of an act stays on the page that follows it. */
  noticeSeconds: 20,
  rows: 50,
} as const
