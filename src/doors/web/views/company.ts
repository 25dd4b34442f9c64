import type { Day, Instant, Money, Month } from '#kernel'
import type { BadgeView, FigureView, Path, ReceiptView, ShellView, Tone, Words } from './shared.ts'

export type CompanyHead = {
  readonly slug: string
  readonly name: string
  readonly line: string
  readonly state: BadgeView
}

export type CompanyHomeView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly lede: Words
  readonly figures: readonly FigureView[]
  readonly runway: ReceiptView
  readonly cash: CashChartView
  readonly deadlines: readonly DeadlineRow[]
  readonly feed: readonly WorkRow[]
}

/** Cash at the end of each month, oldest first; the forecast continues it. */
export type CashChartView = { readonly past: readonly CashMonth[]; readonly forecast: readonly CashMonth[] }
export type CashMonth = { readonly month: Month; readonly cash: Money }

export type DeadlineRow = {
  readonly id: string
  readonly what: string
  readonly due: Day
  readonly tone: Tone
  readonly amount?: Money
  readonly href: Path
}

/** One piece of work: who did what, when, at what cost, and its run. */
export type WorkRow = {
  readonly id: string
  readonly role: string
  readonly what: string
  readonly state: BadgeView
  readonly at: Instant
  readonly durationMs?: number
  readonly cost?: Money
  readonly href: Path
}
