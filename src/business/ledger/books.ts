import { type Currency, defineEvent, isCurrency, refuse, type Refusal } from '#kernel'
import type { ReadTx } from '#store'
import { z } from 'zod'

/** Months are 'YYYY-MM'; '' when nothing is closed or locked. */
export type Books = { readonly currency: Currency; readonly closedThrough: string; readonly softLockedThrough: string }

export const booksOpened = defineEvent<{ currency: Currency; accounts: number }>('ledger.books-opened')

export const currencyInput = z
  .string()
  .meta({ description: 'an ISO 4217 code', examples: ['EUR'] })
  .refine(isCurrency, 'write an ISO 4217 code, like EUR')

/** Waits until no other writer of this company is under way; what is read afterwards stays true until the commit. */
export async function takeTurn(tx: ReadTx): Promise<void> {
  await tx.rows('select ledger.take_turn($1)', [tx.company])
}

export async function readBooks(tx: ReadTx): Promise<Books | Refusal> {
  const books = await tx.row<Books>(
    `select currency, closed_through as "closedThrough", soft_locked_through as "softLockedThrough"
     from ledger.books where company_id = $1`,
    [tx.company],
  )
  return (
    books ??
    refuse('books-not-open', { message: 'This company has no books yet.', fix: 'Open them with ledger.open-books.' })
  )
}
