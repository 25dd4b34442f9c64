import { instantInput, printMoney, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { accountInput } from './account.ts'
import { amountInput } from './entry.ts'
import { refusalIn } from './entry-refusals.ts'
import { lineText } from './line-text.ts'
import { amountReserved } from './reservation.ts'

/** Sets money aside: it counts as pending, and is no longer available on the account that gives it. */
export const reserve = defineCommand({
  name: 'ledger.reserve',
  summary: 'Reserve an amount between two accounts',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: z
    .strictObject({
      debit: accountInput,
      credit: accountInput,
      amount: amountInput.refine(({ minor }) => minor > 0n, 'a reserved amount is positive'),
      description: lineText(500),
      source: lineText(200),
      expiresAt: instantInput.optional(),
    })
    .refine(({ debit, credit }) => debit !== credit, 'debit and credit are two accounts'),
  async run(tx, { debit, credit, amount, description, source, expiresAt }) {
    if (expiresAt !== undefined && expiresAt <= tx.at)
      return refuse('expires-in-the-past', {
        message: `A reservation made at ${tx.at} cannot expire at ${expiresAt}.`,
        fix: 'Name a later moment, or none.',
      })
    const id = tx.id('rsv')
    const item = {
      id,
      debit,
      credit,
      amount: amount.minor.toString(),
      currency: amount.currency,
      description,
      source,
      reserved_at: tx.at,
      expires_at: expiresAt,
    }
    const row = await tx.row<{ answer: unknown }>('select ledger.reserve($1, $2) as answer', [
      tx.company,
      JSON.stringify(item),
    ])
    const refusal = refusalIn(row?.answer)
    if (refusal) return refusal
    const reserved = { reservation: id, debit, credit, amount: printMoney(amount), description, source }
    tx.append(amountReserved, { ...reserved, ...(expiresAt === undefined ? {} : { expiresAt }) })
    return { reservation: id }
  },
})
