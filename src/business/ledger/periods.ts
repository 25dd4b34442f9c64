import { addMonths, type Instant, isRefusal, type Month, monthOf, type Day } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'
import { readBooks } from './books.ts'
import { type Check, stateOf } from './period.ts'
import { readers } from './readers.ts'

type Act = {
  month: Month
  act: 'soft-locked' | 'closed' | 'reopened'
  at: Instant
  actor: string
  trial_balance: string | null
  checks: Check[]
  reason: string | null
}

const maxMonths = 1_200

/** Every month from the first entry to today, newest first, with what was done to it. */
export const periods = defineQuery({
  name: 'ledger.periods',
  summary: 'Months, whether they are open, and how they were closed',
  who: readers,
  input: z.strictObject({}),
  async read(tx) {
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const acts = await tx.rows<Act>(
      `select month, act, at, actor, trial_balance, checks, reason from ledger.period_acts
       where company_id = $1 order by number`,
      [tx.company],
    )
    const span = await tx.row<{ first: Day | null; last: Day | null }>(
      'select min(event_day) as first, max(event_day) as last from ledger.entries where company_id = $1',
      [tx.company],
    )
    const known = [monthOf(tx.today), ...acts.map(({ month }) => month)]
    if (span?.first) known.push(monthOf(span.first))
    if (span?.last) known.push(monthOf(span.last))
    return {
      periods: monthsOf(known).map((month) => ({
        month,
        state: stateOf(month, books),
        acts: acts.filter((act) => act.month === month).map(printable),
      })),
    }
  },
})

/** From the latest of the months to the earliest, without gaps. */
function monthsOf(known: readonly Month[]): Month[] {
  const [first, ...later] = [...known].sort()
  if (first === undefined) return []
  const months = [later.at(-1) ?? first]
  for (let at = months[0] ?? first; at > first && months.length < maxMonths; months.push(at)) at = addMonths(at, -1)
  return months
}

function printable({ act, at, actor, trial_balance, checks, reason }: Act) {
  return {
    act,
    at,
    actor,
    ...(trial_balance === null ? {} : { trialBalance: trial_balance, checks }),
    ...(reason === null ? {} : { reason }),
  }
}
