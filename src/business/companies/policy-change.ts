import { type ActFacts, decide, type Verdict } from '#approvals'
import { type Currency, type Effect, money, zero } from '#kernel'
import { effects, type Policy, roleNames } from './company-file.ts'

const strictness: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 }

/** Stands for every role that no rule names. */
const anyOther = 'any other role'

/**
 * The effects for which some act is decided more loosely than before. Exact: acts differ for rules only
 * by the amounts that rules name, first contact and role, and every such combination is compared.
 */
export function loosenedEffects(was: readonly Policy[], becomes: readonly Policy[], home: Currency): Set<Effect> {
  const loosened = effects.filter((effect) => {
    const about = (policy: Policy) => policy.effect === effect
    const [before, after] = [was.filter(about), becomes.filter(about)]
    return actsOf(effect, [...before, ...after], home).some(
      (act) => strictness[decide(after, act).verdict] < strictness[decide(before, act).verdict],
    )
  })
  return new Set(loosened)
}

function actsOf(effect: Effect, policies: readonly Policy[], home: Currency): ActFacts[] {
  const edges = policies.flatMap(({ when: { above } }) => (above ? [above, money(above.minor + 1n, home)] : []))
  const contacts = [true, false]
  const roles = [...roleNames, anyOther]
  return [zero(home), ...edges].flatMap((amount) =>
    contacts.flatMap((firstContact) => roles.map((role) => ({ effect, amount, firstContact, role }))),
  )
}
