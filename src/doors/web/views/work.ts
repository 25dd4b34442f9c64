import type { Instant, Money } from '#kernel'
import type { CompanyHead, WorkRow } from './company.ts'
import type { ActView, BadgeView, FigureView, Path, ShellView, Tone } from './shared.ts'
import type { JournalLine } from './waiting.ts'

export type WorkView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly figures: readonly FigureView[]
  readonly runs: readonly WorkRow[]
  readonly older?: Path
}

export type RunView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly id: string
  readonly what: string
  readonly role: string
  readonly state: BadgeView
  readonly started: Instant
  readonly durationMs?: number
  readonly cost?: Money
  readonly retries: number
  /** The machine-checked outcome, or why the run stopped. */
  readonly outcome?: { readonly tone: Tone; readonly text: string; readonly fix?: string }
  /** What the run waits for; shown beside the outcome. */
  readonly approval?: { readonly text: string; readonly href: Path }
  readonly steps: readonly StepView[]
  readonly events: readonly EventRow[]
  readonly journal: readonly JournalLine[]
  readonly acts: readonly ActView[]
  readonly replay: ReplayView
}

/** Going through the run again by its records: where to ask for it, and how it ended when asked. */
export type ReplayView = {
  readonly href: Path
  readonly result?: { readonly tone: Tone; readonly text: string; readonly steps: readonly string[] }
}

export type StepView = {
  readonly name: string
  readonly state: 'done' | 'running' | 'waiting' | 'failed' | 'retrying'
  readonly note?: string
  readonly durationMs?: number
  readonly cost?: Money
  readonly retries: number
  /** Pretty-printed JSON, secrets already masked. */
  readonly input?: string
  readonly output?: string
  readonly error?: string
}

type EventRow = { readonly id: string; readonly position: number; readonly name: string; readonly at: Instant }
