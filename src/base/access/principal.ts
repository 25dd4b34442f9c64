import { type Actor, refuse, type Refusal } from '#kernel'
import type { CompanyId } from '#store'

export const accessRoles = ['founder', 'operator', 'accountant'] as const
export type AccessRole = (typeof accessRoles)[number]

/** What somebody may see: all companies, also those launched later, or these. */
export type Companies = 'all' | readonly CompanyId[]

/** Who came in, by a token or by a session. */
export type Principal = {
  /** How it stands in the company log: a person's name, or the id of a token. */
  readonly actor: Actor
  readonly role: AccessRole
  readonly companies: Companies
  /** The token or session; limits are counted by it. */
  readonly id: string
}

export function maySee({ companies }: Principal, company: CompanyId): boolean {
  return companies === 'all' || companies.includes(company)
}

export type Rights = { readonly role: AccessRole; readonly companies: Companies }
export type RightsRow = { role: AccessRole; companies: CompanyId[] | null }

export function rightsOf({ role, companies }: RightsRow): Rights {
  return { role, companies: companies ?? 'all' }
}

export function companiesColumn(companies: Companies): readonly CompanyId[] | null {
  return companies === 'all' ? null : companies
}

const longestName = 100

/** Names stand in the company log, whose lines are hashed as lines of text. */
export function badName(name: string): Refusal | undefined {
  if (name.trim() === name && name.length > 0 && name.length <= longestName && !/\p{C}|\p{Zl}|\p{Zp}/u.test(name))
    return undefined
  return refuse('bad-input', {
    message: `A name has 1 to ${longestName} characters in one line, and no blanks at its ends.`,
    fix: 'Choose another name.',
    facts: { field: 'name' },
  })
}
