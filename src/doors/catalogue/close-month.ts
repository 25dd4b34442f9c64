import { type Actor, isRefusal, type Month, type Refusal } from '#kernel'
import { closePeriod } from '#ledger'
import type { CompanyId, Store } from '#store'

export type CloseMonth = {
  readonly company: CompanyId
  readonly month: Month
  /** Why checks that fail are skipped; those that may never be skipped still refuse. */
  readonly because?: string | undefined
  readonly actor: Actor
  readonly dryRun?: boolean
}

type Check = {
  readonly check: string
  readonly ok: boolean
  readonly why: string
  readonly skipped?: string | undefined
}
export type ClosedMonth = {
  readonly month: Month
  readonly state: 'closed'
  readonly trialBalance: string
  readonly checks: readonly Check[]
}

/** Closes a month; with a reason, over the checks that fail. */
export async function closeMonth(
  store: Store,
  { company, month, because, ...request }: CloseMonth,
): Promise<ClosedMonth | Refusal> {
  const attempt = async (skip: { check: string; reason: string }[]): Promise<ClosedMonth | Refusal> => {
    const done = await store.execute(closePeriod, { company, input: { month, skip }, ...request })
    return isRefusal(done) ? done : done.outcome
  }
  const first = await attempt([])
  if (!isRefusal(first) || first.kind !== 'checks-failed' || because === undefined) return first
  const failed = first.facts['failed'] as readonly Check[]
  return attempt(failed.map(({ check }) => ({ check, reason: because })))
}
