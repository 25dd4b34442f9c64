import { type Effect, exceeds, type Money, printMoney } from '#kernel'

/** One rule of a company's policy. Conditions left out hold for every act. */
export type PolicyRule = {
  readonly id: string
  readonly effect: Effect
  readonly when: {
    readonly above?: Money | undefined
    readonly firstContact?: boolean | undefined
    readonly role?: string | undefined
  }
  readonly decide: Verdict
}

export type Verdict = 'allow' | 'ask' | 'deny'

/** What policy looks at; `firstContact` is true when the recipient has never been written to or paid. */
export type ActFacts = {
  readonly effect: Effect
  readonly role: string
  readonly amount?: Money | undefined
  readonly firstContact?: boolean | undefined
}

/** The verdict and the rules that spoke, in the order of the file. */
export type Decision = { readonly verdict: Verdict; readonly trace: readonly string[] }

const strength: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 }

/** The strictest rule that speaks decides; where none speaks the answer is deny (staff.md, "Policy and approval"). */
export function decide(rules: readonly PolicyRule[], facts: ActFacts): Decision {
  const speaking = rules.filter((rule) => speaks(rule, facts))
  const [first, ...rest] = speaking
  if (!first) return { verdict: 'deny', trace: [`no rule allows ${facts.effect} for ${facts.role}`] }
  const strictest = rest.reduce((a, b) => (strength[b.decide] > strength[a.decide] ? b : a), first)
  return { verdict: strictest.decide, trace: speaking.map((rule) => `${rule.id}: ${rule.decide}${condition(rule)}`) }
}

function speaks({ effect, when }: PolicyRule, facts: ActFacts): boolean {
  if (effect !== facts.effect) return false
  if (when.role !== undefined && when.role !== facts.role) return false
  if (when.firstContact !== undefined && when.firstContact !== (facts.firstContact ?? false)) return false
  return when.above === undefined || isAbove(facts.amount, when.above)
}

/** An amount in another currency than the limit's cannot be compared, so it counts as above. */
function isAbove(amount: Money | undefined, limit: Money): boolean {
  if (!amount) return false
  return amount.currency !== limit.currency || exceeds(amount, limit)
}

function condition({ when }: PolicyRule): string {
  const parts = [
    when.above && `above ${printMoney(when.above)}`,
    when.firstContact !== undefined && (when.firstContact ? 'first contact' : 'known recipient'),
    when.role && `role ${when.role}`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
