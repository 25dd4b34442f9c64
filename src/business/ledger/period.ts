import { canonicalJson, defineEvent, type Month, printActor, refuse, type Refusal } from '#kernel'
import type { CompanyTx } from '#store'
import type { Books } from './books.ts'

/** A condition of closing a month: computed, or skipped by somebody with a reason. */
export type Check = { readonly check: string; readonly ok: boolean; readonly why: string; readonly skipped?: string }

export type PeriodState = 'open' | 'soft-locked' | 'closed'

type PeriodAct = { month: Month } & (
  | { act: 'soft-locked' }
  | { act: 'closed'; trialBalance: string; checks: Check[] }
  | { act: 'reopened'; reason: string }
)

const softLocked = defineEvent<PeriodAct>('ledger.period-soft-locked')
const closed = defineEvent<PeriodAct>('ledger.period-closed')
const reopened = defineEvent<PeriodAct>('ledger.period-reopened')
const events = { 'soft-locked': softLocked, closed, reopened }

export function stateOf(month: string, { closedThrough, softLockedThrough }: Books): PeriodState {
  if (month <= closedThrough) return 'closed'
  return month <= softLockedThrough ? 'soft-locked' : 'open'
}

export function closedAlready(month: Month, books: Books): Refusal | undefined {
  if (stateOf(month, books) !== 'closed') return undefined
  return refuse('period-closed', {
    message: `${month} is closed; closing twice is not possible.`,
    fix: 'Reopen it with a reason if it must change.',
    facts: { month, closedThrough: books.closedThrough },
  })
}

const insertAct = `insert into ledger.period_acts
    (company_id, number, month, act, at, actor, trial_balance, checks, reason)
  select $1, count(*) + 1, $2, $3, $4, $5, $6, $7, $8 from ledger.period_acts where company_id = $1`

/** Writes down, in its turn, what was done to a month and moves the marks that postings are held against. */
export async function recordAct(tx: CompanyTx, done: PeriodAct, marks: Omit<Books, 'currency'>): Promise<void> {
  const hash = done.act === 'closed' ? done.trialBalance : null
  const checks = done.act === 'closed' ? canonicalJson(done.checks) : '[]'
  const reason = done.act === 'reopened' ? done.reason : null
  const actor = printActor(tx.actor)
  await tx.rows(insertAct, [tx.company, done.month, done.act, tx.at, actor, hash, checks, reason])
  await tx.rows('update ledger.books set closed_through = $2, soft_locked_through = $3 where company_id = $1', [
    tx.company,
    marks.closedThrough,
    marks.softLockedThrough,
  ])
  tx.append(events[done.act], done)
}
