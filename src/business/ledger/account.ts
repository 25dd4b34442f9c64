import { z } from 'zod'
import { type AccountRole, chart } from './chart.ts'

export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense'

/** A role of the chart, `receivable`, or a role and what tells several apart, `bank:main`. */
export type AccountName = AccountRole | `${AccountRole}:${string}`

const subShape = /^[a-z0-9][a-z0-9._-]{0,63}$/

function isAccountRole(text: string): text is AccountRole {
  return Object.hasOwn(chart, text)
}

export function isAccountName(text: string): text is AccountName {
  const colon = text.indexOf(':')
  if (colon < 0) return isAccountRole(text)
  return isAccountRole(text.slice(0, colon)) && subShape.test(text.slice(colon + 1))
}

export function roleOf(account: AccountName): AccountRole {
  const [role = ''] = account.split(':')
  if (!isAccountRole(role)) throw new TypeError(`${account} has no role of the chart`)
  return role
}

export const accountInput = z
  .string()
  .max(128)
  .meta({ description: 'an account: a role of the chart, or role:sub', examples: ['bank:main'] })
  .transform((text, context): AccountName => {
    if (isAccountName(text)) return text
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not an account; write a role of the chart, like receivable, or role:sub, like bank:main`,
    })
    return z.NEVER
  })

/** Debit-normal accounts grow by debits (positive amounts), the others by credits. */
export function isDebitNormal(type: AccountType): boolean {
  return type === 'asset' || type === 'expense'
}
