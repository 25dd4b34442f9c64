import { dayMs, moneyInput, plusMs, printMoney } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { actDigest } from './act.ts'
import { approvalAsked } from './events.ts'

/** A question that nobody answered within this time is asked again or given up. */
const approvalTermDays = 30

const insert = `insert into approvals.approvals (company_id, id, tool, arguments, effect, amount, currency, recipient, digest,
    sentence, why, role, evidence, policy_version, asked_at, expires_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'waiting')
  on conflict do nothing returning id`

/** Puts an act before the founder. The same act that waits already is not asked twice. */
export const askApproval = defineCommand({
  name: 'approvals.ask-approval',
  summary: 'Ask the founder for a yes to one exact act',
  who: ['role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    tool: z.string().max(100),
    arguments: z.record(z.string(), z.json()),
    effect: z.enum(['read', 'reversible', 'irreversible', 'money', 'outward-message', 'secret']),
    amount: moneyInput.optional(),
    recipient: z.string().max(500),
    sentence: z.string().min(1).max(500),
    why: z.string().min(1).max(1_000),
    evidence: z.record(z.string(), z.json()).default({}),
    policyVersion: z.string().max(100),
  }),
  async run(tx, { sentence, why, evidence, policyVersion, amount, ...rest }) {
    const id = tx.id('apr')
    const act = { ...rest, ...(amount ? { amount } : {}) }
    const expiresAt = plusMs(tx.at, approvalTermDays * dayMs)
    const digest = actDigest(act, { company: tx.company, policyVersion, expiresAt })
    const [asked] = await tx.rows(insert, [
      tx.company,
      id,
      act.tool,
      JSON.stringify(act.arguments),
      act.effect,
      amount?.minor ?? null,
      amount?.currency ?? null,
      act.recipient,
      digest,
      sentence,
      why,
      tx.actor.id,
      JSON.stringify(evidence),
      policyVersion,
      tx.at,
      expiresAt,
    ])
    if (!asked) return { approval: null, digest }
    const total = amount ? printMoney(amount) : null
    tx.append(approvalAsked, {
      approval: id,
      tool: act.tool,
      digest,
      role: tx.actor.id,
      sentence,
      amount: total,
      recipient: act.recipient,
    })
    return { approval: id, digest }
  },
})
