import type { Day, Money } from '#kernel'
import type { BadgeView, FigureView, Path, ShellView, Tone, Words } from './shared.ts'

export type PortfolioView = {
  readonly shell: ShellView
  readonly lede: Words
  readonly figures: readonly FigureView[]
  /** Sorted by who needs the founder most. */
  readonly companies: readonly CompanyRow[]
  /** Where another company is launched. */
  readonly launch: Path
}

export type CompanyRow = {
  readonly slug: string
  readonly name: string
  readonly line: string
  readonly state: BadgeView
  /** Cash over 90 days, oldest first. */
  readonly trend: readonly Money[]
  readonly cash: Money
  readonly runway: RunwayView
  /** What repeats every month; left out where it cannot be told. */
  readonly recurring?: Money
  readonly waiting: number
  /** `2 running`, `idle since 3 Oct` */
  readonly work: string
}

type RunwayView = { readonly text: string; readonly until?: Day; readonly tone: Tone }

/** The first company, or another one. */
export type LaunchPageView = { readonly shell: ShellView; readonly first: boolean; readonly launch: LaunchView }

export type LaunchView = {
  readonly action: Path
  readonly templates: readonly TemplateCard[]
  /** The command that does the same: `kontor launch quiet-inbox --name "…"`. */
  readonly command: string
}

export type TemplateCard = {
  readonly template: string
  readonly name: string
  readonly line: string
  readonly roles: readonly string[]
  readonly monthlyCost: Money
}
