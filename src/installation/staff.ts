import { fileInForce } from '#companies'
import type { Duty, Work } from '#engine'
import type { MailSender } from '#inbox'
import { bookkeeping } from '#roles/bookkeeping'
import { finance } from '#roles/finance'
import { support } from '#roles/support'
import type { CompanyId, Store } from '#store'

/** What roles reach of the world. */
export type Outside = { readonly mail: MailSender }

/** The duties of a role and the works that they start. */
export type Staff = { readonly works: readonly Work[]; readonly duties: readonly Duty[] }

/** Every role, handed what it reaches of the world. A new one is one line here. */
const roles: readonly ((outside: Outside) => Staff)[] = [support, bookkeeping, finance]

export function staffOf(outside: Outside): Staff {
  const staff = roles.map((role) => role(outside))
  return { works: staff.flatMap((it) => it.works), duties: staff.flatMap((it) => it.duties) }
}

/** A company has the roles that its file in force names. */
export function hasRole(store: Store, company: CompanyId, role: string): Promise<boolean> {
  return store.read(company, async (tx) => Object.hasOwn((await fileInForce(tx)).file.roles, role))
}
