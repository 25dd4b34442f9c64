import { type Currency, defineEvent, type Id, type Instant, money, printMoney, refuse, type Refusal } from '#kernel'
import type { CompanyTx, ReadTx } from '#store'
import type { AccountName } from './account.ts'

/** Money set aside for one transfer: the `debit` account receives, the `credit` account gives. */
export type Reservation = {
  readonly id: Id<'rsv'>
  readonly state: 'pending' | 'posted' | 'voided' | 'expired'
  readonly debit: AccountName
  readonly credit: AccountName
  readonly currency: Currency
  readonly amount: bigint
  readonly description: string
  readonly source: string
  readonly expires_at: Instant | null
}

type Freed = { reservation: string; debit: AccountName; credit: AccountName; amount: string }

export const amountReserved = defineEvent<Freed & { description: string; source: string; expiresAt?: Instant }>(
  'ledger.amount-reserved',
)
export const reservationSettled = defineEvent<Freed & { entry: string; posted: string }>('ledger.reservation-settled')
export const reservationVoided = defineEvent<Freed & { reason: string }>('ledger.reservation-voided')
export const reservationExpired = defineEvent<Freed>('ledger.reservation-expired')

export function freed({ id, debit, credit, amount, currency }: Reservation): Freed {
  return { reservation: id, debit, credit, amount: printMoney(money(amount, currency)) }
}

type Resolution = { ids: readonly string[]; state: Reservation['state']; amount?: bigint }

const columns = 'id, state, debit, credit, currency, amount, description, source, expires_at'

/** Those of the reservations that could be resolved so; the others stay as they were. */
export async function resolve(tx: CompanyTx, { ids, state, amount }: Resolution): Promise<Reservation[]> {
  const sql = `select ${columns} from ledger.resolve_reservations($1, $2, $3, $4, $5)`
  return tx.rows<Reservation>(sql, [tx.company, ids, state, amount ?? null, tx.at])
}

export async function readReservation(tx: ReadTx, id: string): Promise<Reservation | Refusal> {
  const sql = `select ${columns} from ledger.reservations where company_id = $1 and id = $2`
  const reservation = await tx.row<Reservation>(sql, [tx.company, id])
  return (
    reservation ??
    refuse('unknown-reservation', {
      message: `There is no reservation ${id} in these books.`,
      fix: 'Check the id.',
      facts: { reservation: id },
    })
  )
}

/** Why a reservation cannot be settled or voided any more. */
export function resolvedAlready({ id, state }: Reservation): Refusal {
  const how = state === 'pending' ? 'expired' : state
  return refuse('reservation-resolved', {
    message: `The reservation ${id} is ${how}; it is resolved once.`,
    fix: 'Reserve again.',
    facts: { reservation: id, state: how },
  })
}
