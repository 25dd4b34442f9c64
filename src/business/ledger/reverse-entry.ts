import { dayInput, idInput, isRefusal, negate, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import type { Posting } from './entry.ts'
import { lineText } from './line-text.ts'
import { postWithin } from './post-entry.ts'
import { readEntry } from './read-entry.ts'

/**
 * Undoes an entry by its mirror image, on its own day unless another is named (a closed month stays as it is).
 * A reversal can be reversed, which restores what it undid; nothing is reversed twice.
 */
export const reverseEntry = defineCommand({
  name: 'ledger.reverse-entry',
  summary: 'Reverse an entry',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    entry: idInput('ent'),
    reason: lineText(300),
    eventDay: dayInput.optional(),
    adjusting: z.boolean().optional(),
  }),
  async run(tx, { entry: id, reason, eventDay, adjusting }) {
    const original = await readEntry(tx, id)
    if (isRefusal(original)) return original
    if (eventDay !== undefined && eventDay < original.eventDay)
      return refuse('reversal-too-early', {
        message: `The entry is of ${original.eventDay}; it cannot be reversed as of ${eventDay}.`,
        fix: 'Name that day or a later one.',
        facts: { entry: id, eventDay: original.eventDay },
      })
    const { source, document } = original
    const entry = {
      eventDay: eventDay ?? original.eventDay,
      description: reason,
      source,
      document,
      adjusting,
      postings: original.postings.map(mirrored),
    }
    return postWithin(tx, { entry, links: { reverses: id }, command: 'ledger.reverse-entry' })
  },
})

function mirrored({ amount, book, ...rest }: Posting): Posting {
  return { ...rest, amount: negate(amount), ...(book ? { book: negate(book) } : {}) }
}
