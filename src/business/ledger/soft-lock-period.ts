import { isRefusal, monthInput } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { readBooks, takeTurn } from './books.ts'
import { closedAlready, recordAct } from './period.ts'

/** From now on the month, and those before it, take only adjusting entries. */
export const softLockPeriod = defineCommand({
  name: 'ledger.soft-lock-period',
  summary: 'Lock a month for all but adjusting entries',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ month: monthInput }),
  async run(tx, { month }) {
    await takeTurn(tx)
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const refused = closedAlready(month, books)
    if (refused) return refused
    const { closedThrough, softLockedThrough } = books
    if (month > softLockedThrough)
      await recordAct(tx, { month, act: 'soft-locked' }, { closedThrough, softLockedThrough: month })
    return { month, state: 'soft-locked' as const }
  },
})
