import { bookLines } from '#banking'
import { defineWork } from '#engine'
import { type Id, isRefusal } from '#kernel'
import { z } from 'zod'

const pagesLimit = 10_000

/** Matches the new lines of bank statements, page by page, until none is new; `again` looks at the waiting ones too. */
export const bookStatement = defineWork({
  name: 'bookkeeping.book-statement',
  version: 1,
  summary: 'Match and post the lines of bank statements',
  input: z.strictObject({ again: z.boolean().default(false) }),
  async run(run, { again }) {
    const total = { booked: 0, waiting: 0 }
    let after: Id<'bln'> | undefined
    for (let page = 1; page <= pagesLimit; page++) {
      const done = await run.command(`page-${page}`, bookLines, { again, ...(after && again ? { after } : {}) })
      if (isRefusal(done)) return done
      after = done.last ?? undefined
      total.booked += done.booked
      total.waiting += done.waiting
      if (!done.more) break
    }
    return { done: `booked ${total.booked} bank lines, ${total.waiting} wait`, evidence: total }
  },
})
