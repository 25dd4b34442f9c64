import { addMonths, isRefusal, type Month, monthInput, refuse, type Refusal } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { type Books, readBooks, takeTurn } from './books.ts'
import { lineText } from './line-text.ts'
import { recordAct, stateOf } from './period.ts'

/** Opens the last closed (or soft-locked) month again. Only people may, and the reason stands in the log. */
export const reopenPeriod = defineCommand({
  name: 'ledger.reopen-period',
  summary: 'Reopen the last closed month, with a reason',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ month: monthInput, reason: lineText(300) }),
  async run(tx, { month, reason }) {
    await takeTurn(tx)
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const refused = notReopenable(month, books) ?? (await yearFinal(tx, month))
    if (refused) return refused
    const closedThrough = stateOf(month, books) === 'closed' ? await closedBefore(tx, month) : books.closedThrough
    const before = addMonths(month, -1)
    const softLockedThrough = before > closedThrough && stateOf(month, books) === 'soft-locked' ? before : closedThrough
    await recordAct(tx, { month, act: 'reopened', reason }, { closedThrough, softLockedThrough })
    return { month, state: 'open' as const }
  },
})

function notReopenable(month: Month, books: Books): Refusal | undefined {
  const state = stateOf(month, books)
  if (state === 'open')
    return refuse('period-open', { message: `${month} is open.`, fix: 'Just post.', facts: { month } })
  const last = state === 'closed' ? books.closedThrough : books.softLockedThrough
  if (month === last) return undefined
  return refuse('later-period-closed', {
    message: `${last} comes after ${month} and is ${state} too.`,
    fix: `Reopen ${last} first.`,
    facts: { month, last },
  })
}

/** A year is final once a month of a later year has been closed, even if that one was reopened since. */
async function yearFinal(tx: CompanyTx, month: Month): Promise<Refusal | undefined> {
  const later = await tx.row<{ month: Month }>(
    `select month from ledger.period_acts where company_id = $1 and act = 'closed' and left(month, 4) > $2 limit 1`,
    [tx.company, month.slice(0, 4)],
  )
  if (!later) return undefined
  return refuse('year-final', {
    message: `${later.month} was closed on top of ${month}; the year before it is final.`,
    fix: 'Correct it with an entry in an open month.',
    facts: { month, later: later.month },
  })
}

/** The month up to which the books stay closed: the last one that was closed and not reopened afterwards. */
async function closedBefore(tx: CompanyTx, month: Month): Promise<string> {
  const row = await tx.row<{ month: string }>(
    `select month from (
       select distinct on (month) month, act from ledger.period_acts
       where company_id = $1 and month < $2 and act <> 'soft-locked' order by month, number desc
     ) last where act = 'closed' order by month desc limit 1`,
    [tx.company, month],
  )
  return row?.month ?? ''
}
