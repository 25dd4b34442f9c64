import { defineCommand } from '#store'
import { z } from 'zod'
import { freed, reservationExpired, resolve } from './reservation.ts'

const maxAtOnce = 500

/** Frees what is overdue, oldest first; `more` says that another call has work left. */
export const expireReservations = defineCommand({
  name: 'ledger.expire-reservations',
  summary: 'Free the reservations that are overdue',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({}),
  async run(tx) {
    const due = await tx.rows<{ id: string }>(
      `select id from ledger.reservations where company_id = $1 and state = 'pending' and expires_at <= $2
       order by expires_at, id limit ${maxAtOnce}`,
      [tx.company, tx.at],
    )
    const expired = await resolve(tx, { ids: due.map(({ id }) => id), state: 'expired' })
    for (const reservation of expired) tx.append(reservationExpired, freed(reservation))
    return { expired: expired.map(({ id }) => id), more: due.length === maxAtOnce }
  },
})
