import { type ActFacts, decide, type Decision } from '#approvals'
import { exceeds, printMoney } from '#kernel'
import type { CompanyFile, RoleName } from './company-file.ts'
import { roleNames } from './company-file.ts'

export type RoleAct = ActFacts & {
  /** Acts of this kind that the role did today without a person. */ readonly actsToday?: number
}

/**
 * What a role may do on its own: the company's policies, then what the role itself may do. Neither can loosen the other;
 * a role that the company file does not name may do
 * nothing. A `program` (a caller with a token) has the policies alone.
 */
export function decideAct(file: CompanyFile, act: RoleAct): Decision {
  if (act.role === 'program') return decide(file.policies, act)
  const terms = isRole(act.role) ? file.roles[act.role] : undefined
  if (!terms) return { verdict: 'deny', trace: [`the company file has no role ${act.role}`] }
  const { verdict, trace } = decide(file.policies, act)
  if (verdict === 'deny') return { verdict, trace }
  const asked = reasonToAsk(terms, act)
  return asked === undefined ? { verdict, trace } : { verdict: 'ask', trace: [...trace, asked] }
}

type Terms = NonNullable<CompanyFile['roles'][RoleName]>

function reasonToAsk(
  { autonomy, limits: { upTo, perDay } }: Terms,
  { role, amount, actsToday = 0 }: RoleAct,
): string | undefined {
  if (autonomy === 'propose') return `roles.${role}.autonomy: propose`
  if (autonomy === 'act') return undefined
  if (upTo && amount && (amount.currency !== upTo.currency || exceeds(amount, upTo)))
    return `roles.${role}.limits.upTo: above ${printMoney(upTo)}`
  if (perDay !== undefined && actsToday >= perDay) return `roles.${role}.limits.perDay: ${perDay} acts today already`
  return undefined
}

function isRole(name: string): name is RoleName {
  return roleNames.some((it) => it === name)
}
