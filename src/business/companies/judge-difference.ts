import { exceeds, isZero, type Money, subtract, zero } from '#kernel'
import { autonomies, type CompanyFile, roleNames, type RoleTerms } from './company-file.ts'
import type { Difference } from './file-differences.ts'
import { monthlyOf } from './monthly-budget.ts'
import { loosenedEffects } from './policy-change.ts'

type Verdict = { sentence: string; needsApproval: boolean; why: string; cost?: Money }
type Judge = (difference: Difference, applied: CompanyFile | undefined, wanted: CompanyFile) => Verdict

/** What a difference means in words, whether a person has to agree, and what it costs. */
export const judge: Judge = (difference, applied, wanted) => {
  const special = judges[difference.path[0] ?? '']
  return special ? special(difference, applied, wanted) : plain(difference)
}

const judges: Partial<Record<string, Judge>> = {
  currency: (difference) => asked(difference, 'All books and prices are kept in it.'),
  jurisdiction: (difference) => asked(difference, 'It decides law, tax and calendar.'),
  tax: (difference) => asked(difference, 'Every later invoice is taxed by it.'),
  bank: judgeBank,
  offers: judgeOffer,
  roles: judgeRole,
  policies: judgePolicy,
}

function judgeBank(difference: Difference): Verdict {
  const [, id = ''] = difference.path
  if (difference.whole && difference.becomes === undefined) {
    return free(`Bank account ${id} is no longer used; its history stays.`, 'Nobody is paid by this.')
  }
  return asked(difference, 'Customers pay to this account.')
}

function judgeOffer(difference: Difference): Verdict {
  const [, id = ''] = difference.path
  if (!difference.whole) return plain(difference)
  const gone = difference.becomes === undefined
  const sentence = gone ? `Offer ${id} is no longer sold; what was sold of it stays.` : `Offer ${id} is sold.`
  return free(
    sentence,
    gone ? 'Contracts and invoices keep the version that they name.' : 'Nothing is charged before an order.',
  )
}

function judgeRole(difference: Difference, applied: CompanyFile | undefined, wanted: CompanyFile): Verdict {
  const name = roleNames.find((role) => role === difference.path[1])
  if (name === undefined) return plain(difference)
  const [was, becomes] = [applied?.roles[name], wanted.roles[name]]
  const cost = difference.whole || difference.path[2] === 'budget' ? costOf(was, becomes, wanted) : undefined
  const priced = cost ? { cost } : {}
  const sentence = difference.whole
    ? `Role ${name} ${becomes ? 'begins' : 'stops'} to work here.`
    : plain(difference).sentence
  const raised = becomes !== undefined && isRaised(difference, was, becomes)
  const why = raised ? 'It may do or spend more without a person.' : 'It may do or spend no more than before.'
  return { sentence, needsApproval: raised, why, ...priced }
}

function isRaised(difference: Difference, was: RoleTerms | undefined, becomes: RoleTerms): boolean {
  if (was === undefined) return true
  switch (difference.path.slice(2).join('.')) {
    case 'autonomy':
      return autonomies.indexOf(becomes.autonomy) > autonomies.indexOf(was.autonomy)
    case 'limits.perDay':
      return (becomes.limits.perDay ?? Infinity) > (was.limits.perDay ?? Infinity)
    case 'limits.upTo':
      return isMore(becomes.limits.upTo, was.limits.upTo)
    default:
      return isLargerBudget(was, becomes)
  }
}

/** An amount that is left out is no limit. */
function isMore(becomes: Money | undefined, was: Money | undefined): boolean {
  if (was === undefined) return false
  return becomes === undefined || becomes.currency !== was.currency || exceeds(becomes, was)
}

function isLargerBudget({ budget: was }: RoleTerms, { budget: becomes }: RoleTerms): boolean {
  if (becomes === undefined || isZero(becomes.amount)) return false
  if (was === undefined || was.amount.currency !== becomes.amount.currency) return true
  // A budget of another rhythm can spend more at once, whatever it comes to in a month.
  return was.per !== becomes.per || exceeds(becomes.amount, was.amount)
}

function costOf(was: RoleTerms | undefined, becomes: RoleTerms | undefined, wanted: CompanyFile): Money | undefined {
  if (was?.budget?.per === 'run' || becomes?.budget?.per === 'run') return undefined
  const nothing = zero(wanted.currency)
  const [before, after] = [monthlyOf(was?.budget) ?? nothing, monthlyOf(becomes?.budget) ?? nothing]
  return before.currency === after.currency ? subtract(after, before) : undefined
}

function judgePolicy(difference: Difference, applied: CompanyFile | undefined, wanted: CompanyFile): Verdict {
  const [, id = ''] = difference.path
  const sentence = difference.whole
    ? `Policy ${id} is ${difference.becomes === undefined ? 'removed' : `added: ${difference.becomes}`}.`
    : plain(difference).sentence
  if (applied && applied.currency !== wanted.currency)
    return { sentence, needsApproval: true, why: 'Its amounts change currency.' }
  const loosened = loosenedEffects(applied?.policies ?? [], wanted.policies, wanted.currency)
  const touched = [applied, wanted].flatMap((file) => file?.policies.find((policy) => policy.id === id)?.effect ?? [])
  const looser = touched.filter((effect) => loosened.has(effect))
  if (looser.length === 0) return free(sentence, 'Nothing is allowed that was not allowed before.')
  return {
    sentence,
    needsApproval: true,
    why: `More acts of class ${looser[0]} go through without a person, or at all.`,
  }
}

function asked(difference: Difference, why: string): Verdict {
  return { sentence: plain(difference).sentence, needsApproval: true, why }
}

function free(sentence: string, why: string): Verdict {
  return { sentence, needsApproval: false, why }
}

function plain({ path, was, becomes }: Difference): Verdict {
  const name = path.join('.')
  const why = 'It can be changed back at any time.'
  if (was === undefined) return free(`${name} is set to ${becomes ?? 'nothing'}.`, why)
  if (becomes === undefined) return free(`${name} is removed; it was ${was}.`, why)
  return free(`${name} changes from ${was} to ${becomes}.`, why)
}
