import { idInput, isRefusal } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { lineText } from './line-text.ts'
import { freed, readReservation, reservationVoided, resolve, resolvedAlready } from './reservation.ts'

export const voidReservation = defineCommand({
  name: 'ledger.void-reservation',
  summary: 'Free a reserved amount without posting it',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({ reservation: idInput('rsv'), reason: lineText(300) }),
  async run(tx, { reservation: id, reason }) {
    const [voided] = await resolve(tx, { ids: [id], state: 'voided' })
    if (!voided) {
      const kept = await readReservation(tx, id)
      return isRefusal(kept) ? kept : resolvedAlready(kept)
    }
    tx.append(reservationVoided, { ...freed(voided), reason })
    return { reservation: id, state: voided.state }
  },
})
