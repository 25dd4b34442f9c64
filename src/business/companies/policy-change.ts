import { exceeds, money, type Currency, type Money, zero } from '#kernel'
import { decisions, effects, type Policy, roleNames } from './company-file.ts'

type Effect = Policy['effect']
type Decision = Policy['decide']
/** One kind of act that rules can tell apart. */
type Act = { effect: Effect; amount: Money; firstContact: boolean; role: Policy['when']['role'] }

/** The strictest rule that fits decides (`decisions` run from loose to strict); without a rule: deny. */
function decide(policies: readonly Policy[], act: Act): Decision {
  const fitting = policies.filter((policy) => fits(policy, act)).map((policy) => decisions.indexOf(policy.decide))
  return decisions[Math.max(-1, ...fitting)] ?? 'deny'
}

function fits({ effect, when }: Policy, act: Act): boolean {
  if (effect !== act.effect) return false
  if (when.above !== undefined && !exceeds(act.amount, when.above)) return false
  if (when.firstContact !== undefined && when.firstContact !== act.firstContact) return false
  return when.role === undefined || when.role === act.role
}

/**
 * The effects for which some act is decided more loosely than before. Exact: acts differ for rules only
 * by the amounts that rules name, first contact and role, and every such combination is compared.
 */
export function loosenedEffects(was: readonly Policy[], becomes: readonly Policy[], home: Currency): Set<Effect> {
  const strictness = (policies: readonly Policy[], act: Act) => decisions.indexOf(decide(policies, act))
  const loosened = effects.filter((effect) => {
    const about = (policy: Policy) => policy.effect === effect
    const [before, after] = [was.filter(about), becomes.filter(about)]
    return actsOf(effect, [...before, ...after], home).some((act) => strictness(after, act) < strictness(before, act))
  })
  return new Set(loosened)
}

function actsOf(effect: Effect, policies: readonly Policy[], home: Currency): Act[] {
  const edges = policies.flatMap(({ when: { above } }) =>
    above ? [above, money(above.minor + 1n, above.currency)] : [],
  )
  const contacts = [true, false]
  const roles = [...roleNames, undefined]
  return [zero(home), ...edges].flatMap((amount) =>
    contacts.flatMap((firstContact) => roles.map((role) => ({ effect, amount, firstContact, role }))),
  )
}
