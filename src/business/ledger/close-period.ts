import { addMonths, isRefusal, lastDay, type Month, monthInput, refuse, type Refusal } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { type Books, readBooks, takeTurn } from './books.ts'
import { closeChecks } from './close-checks.ts'
import { lineText } from './line-text.ts'
import { type Check, closedAlready, recordAct } from './period.ts'
import { computeTrialBalance } from './trial-balance.ts'

const maxChecks = 50
/** Never skipped: without them the closed figures would be wrong. */
const mandatory = new Set(['month-over', 'balances-replay'])

const input = z.strictObject({
  month: monthInput,
  /** Findings of other rooms, such as banking's reconciliation. */
  checks: z
    .array(z.strictObject({ check: lineText(64), ok: z.boolean(), why: lineText(300) }))
    .max(maxChecks)
    .default([]),
  skip: z
    .array(z.strictObject({ check: lineText(64), reason: lineText(300) }))
    .max(maxChecks)
    .default([]),
})

/** Closes a month for good: its checks and the hash of its trial balance stand in the close record. */
export const closePeriod = defineCommand({
  name: 'ledger.close-period',
  summary: 'Close a month',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input,
  async run(tx, { month, checks: given, skip }) {
    await takeTurn(tx)
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const refused = closedAlready(month, books) ?? (await earlierOpen(tx, month, books))
    if (refused) return refused
    const checks = withReasons([...(await closeChecks(tx, month, books)), ...given], skip)
    const failed = checks.filter(({ ok, skipped }) => !ok && skipped === undefined)
    if (failed.length > 0) return checksFailed(month, failed)
    const { hash } = await computeTrialBalance(tx, { asOf: lastDay(month), currency: books.currency })
    const softLockedThrough = month > books.softLockedThrough ? month : books.softLockedThrough
    await recordAct(
      tx,
      { month, act: 'closed', trialBalance: hash, checks },
      { closedThrough: month, softLockedThrough },
    )
    return { month, state: 'closed' as const, trialBalance: hash, checks }
  },
})

function withReasons(checks: readonly Check[], skip: readonly { check: string; reason: string }[]): Check[] {
  const reasons = new Map(skip.filter(({ check }) => !mandatory.has(check)).map(({ check, reason }) => [check, reason]))
  return checks.map((it) => {
    const skipped = it.ok ? undefined : reasons.get(it.check)
    return skipped === undefined ? it : { ...it, skipped }
  })
}

/** Months are closed in order, so that no later entry can change what was closed. */
async function earlierOpen(tx: CompanyTx, month: Month, { closedThrough }: Books): Promise<Refusal | undefined> {
  const after = closedThrough === '' ? '-infinity' : `${addMonths(closedThrough as Month, 1)}-01`
  const row = await tx.row<{ month: Month }>(
    `select to_char(event_day, 'YYYY-MM') as month from ledger.entries
     where company_id = $1 and event_day >= $2::date and event_day < $3::date order by event_day limit 1`,
    [tx.company, after, `${month}-01`],
  )
  if (!row) return undefined
  return refuse('earlier-period-open', {
    message: `${row.month} has entries and is not closed; ${month} is closed after it.`,
    fix: `Close ${row.month} first.`,
    facts: { month, open: row.month },
  })
}

function checksFailed(month: Month, failed: readonly Check[]): Refusal {
  return refuse('checks-failed', {
    message: `${month} cannot be closed: ${failed.map(({ check, why }) => `${check}: ${why}`).join('; ')}.`,
    fix: 'Put right what is named, or skip a check with a reason where that is possible.',
    facts: { month, failed },
  })
}
