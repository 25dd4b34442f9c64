import type { Day, Instant, Money, Month } from '#kernel'
import type { CompanyHead } from './company.ts'
import type { ActView, BadgeView, Path, ShellView } from './shared.ts'

export type BalancesView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly asOf: Day
  readonly groups: readonly AccountGroup[]
  /** Debits and credits of the whole trial balance, one pair for each currency. */
  readonly totals: readonly { readonly debit: Money; readonly credit: Money }[]
  readonly periods: readonly PeriodMark[]
  readonly exports: readonly { readonly text: string; readonly href: Path }[]
}

export type AccountGroup = {
  readonly kind: 'assets' | 'liabilities' | 'equity' | 'income' | 'expenses'
  readonly accounts: readonly AccountRow[]
  readonly total: readonly Money[]
}
/** Balance in the group's natural sign: what is owned, owed, earned or spent is positive. */
type AccountRow = {
  readonly code: string
  readonly name: string
  readonly balance: Money
}
export type PeriodMark = { readonly month: Month; readonly state: 'open' | 'soft-locked' | 'closed' }

export type AccountView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly account: { readonly code: string; readonly name: string; readonly kind: AccountGroup['kind'] }
  readonly balance: Money
  readonly asOf: Day
  /** Newest first. */
  readonly entries: readonly AccountEntryRow[]
  readonly older?: Path
}

export type AccountEntryRow = {
  readonly id: string
  readonly date: Day
  readonly text: string
  readonly against: string
  readonly state: 'pending' | 'posted' | 'voided'
  readonly amount: Money
  readonly balance?: Money
}

export type EntryView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly id: string
  readonly date: Day
  readonly text: string
  readonly state: BadgeView
  readonly postings: readonly PostingRow[]
  readonly source?: { readonly text: string; readonly href: Path; readonly preview?: string }
  readonly postedBy: { readonly actor: string; readonly command: string; readonly at: Instant; readonly run?: Path }
  readonly digest?: string
  readonly reversal?: { readonly text: string; readonly href: Path }
  /** The counterparty's entry, when it trades through Kontor too. */
  readonly mirror?: { readonly company: string; readonly agrees: boolean; readonly postings: readonly PostingRow[] }
  readonly reverse?: ActView
}

export type PostingRow = {
  readonly code: string
  readonly account: string
  readonly href?: Path
  readonly debit?: Money
  readonly credit?: Money
}
