import type { Day, Instant } from '#kernel'
import type { CompanyId } from '#store'

export type WaitingKind = 'approval' | 'bill' | 'conversation' | 'bank-line' | 'file' | 'run'

/** Something that goes on only when a person says how. Amounts in texts are printed, `1190.00 EUR`. */
export type WaitingItem = {
  readonly id: string
  readonly kind: WaitingKind
  readonly company: CompanyId
  readonly slug: string
  readonly companyName: string
  /** Which role asks. */
  readonly role: string
  /** The act with amount and counterparty. */
  readonly sentence: string
  readonly why: string
  readonly since: Instant
  /** When it is late or lost, where that is known. */
  readonly due?: Day
  readonly amount?: string
  readonly evidence: readonly WaitingFact[]
  /** What it is about elsewhere in the books and the inbox. */
  readonly about: {
    readonly bill?: string
    readonly conversation?: string
    readonly document?: string
    readonly run?: string
  }
  /** SHA-256 of exactly what is approved. */
  readonly digest?: string
  readonly expires?: Instant
  /** `yes` goes on as proposed, `no` ends it; both are commands of the catalogue. */
  readonly acts: readonly WaitingAct[]
}

export type WaitingFact = { readonly label: string; readonly value: string; readonly machine?: boolean }

export type WaitingAct = {
  readonly answer: 'yes' | 'no'
  readonly label: string
  readonly command: string
  readonly input: Readonly<Record<string, string>>
  /** Fields of the input that a person fills in. */
  readonly asks: readonly WaitingQuestion[]
}

export type WaitingQuestion = {
  readonly field: string
  readonly label: string
  readonly kind: 'line' | 'text' | 'account'
}

/** The nearest deadline first, then what waits longest. */
export function byUrgency(a: WaitingItem, b: WaitingItem): number {
  const [dueA, dueB] = [a.due ?? '9999', b.due ?? '9999']
  return dueA.localeCompare(dueB) || a.since.localeCompare(b.since) || a.id.localeCompare(b.id)
}
