import { dayInput, idInput, isRefusal, money, negate, printMoney, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { amountInput, type Posting, rateInput } from './entry.ts'
import { lineText } from './line-text.ts'
import { postWithin } from './post-entry.ts'
import {
  freed,
  readReservation,
  type Reservation,
  reservationSettled,
  resolve,
  resolvedAlready,
} from './reservation.ts'

const input = z.strictObject({
  reservation: idInput('rsv'),
  eventDay: dayInput,
  /** What is posted; the whole when not given. The rest is free again. */
  amount: amountInput.optional(),
  /** In the currency of the books, with its rate, when the reservation is in another one. */
  book: amountInput.optional(),
  rate: rateInput.optional(),
  description: lineText(500).optional(),
})

/** Posts what was reserved, in part or whole. It resolves the reservation, once. */
export const settleReservation = defineCommand({
  name: 'ledger.settle-reservation',
  summary: 'Post a reserved amount, in part or whole',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input,
  async run(tx, { reservation: id, amount: asked, eventDay, book, rate, description }) {
    const kept = await readReservation(tx, id)
    if (isRefusal(kept)) return kept
    const whole = money(kept.amount, kept.currency)
    const amount = asked ?? whole
    if (amount.currency !== kept.currency || amount.minor <= 0n || amount.minor > kept.amount)
      return refuse('more-than-reserved', {
        message: `${printMoney(whole)} were reserved; ${printMoney(amount)} cannot be posted from that.`,
        fix: 'Post a positive amount up to what was reserved; reserve or post the rest by itself.',
        facts: { reservation: id, reserved: printMoney(whole), asked: printMoney(amount) },
      })
    const [resolved] = await resolve(tx, { ids: [id], state: 'posted', amount: amount.minor })
    if (!resolved) {
      const now = await readReservation(tx, id)
      return isRefusal(now) ? now : resolvedAlready(now)
    }
    const entry = {
      eventDay,
      description: description ?? kept.description,
      source: kept.source,
      postings: bothSides(kept, { amount, book, rate }),
    }
    const done = await postWithin(tx, { entry, links: { settles: id }, command: 'ledger.settle-reservation' })
    if (isRefusal(done)) return done
    tx.append(reservationSettled, { ...freed(kept), entry: done.entry, posted: printMoney(amount) })
    return { entry: done.entry, posted: printMoney(amount) }
  },
})

function bothSides({ debit, credit }: Reservation, { amount, book, rate }: Omit<Posting, 'account'>): Posting[] {
  return [
    { account: debit, amount, book, rate },
    { account: credit, amount: negate(amount), book: book && negate(book), rate },
  ]
}
