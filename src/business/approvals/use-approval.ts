import { idInput, isRefusal, moneyInput, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { actDigest } from './act.ts'
import { approvalById, notWaiting } from './approval.ts'
import { approvalUsed } from './events.ts'

/**
 * Spends an approval within the transaction of the act it allows. The act is given as it is about to be done: if
 * anything differs from what the person saw (arguments, amount, recipient, policy), nothing happens.
 */
export const useApproval = defineCommand({
  name: 'approvals.use-approval',
  summary: 'Spend an approval on exactly the act that it allows',
  who: ['role', 'system', 'founder', 'operator'],
  effect: 'irreversible',
  input: z.strictObject({
    approval: idInput('apr'),
    tool: z.string(),
    arguments: z.record(z.string(), z.json()),
    effect: z.enum(['read', 'reversible', 'irreversible', 'money', 'outward-message', 'secret']),
    amount: moneyInput.optional(),
    recipient: z.string(),
    policyVersion: z.string(),
  }),
  async run(tx, { approval: id, policyVersion, amount, ...rest }) {
    const found = await approvalById(tx, id, { lock: true })
    if (isRefusal(found)) return found
    if (found.state !== 'approved') return notWaiting(found)
    if (found.expiresAt <= tx.at) return notWaiting({ ...found, state: 'expired' })
    const act = { ...rest, ...(amount ? { amount } : {}) }
    if (actDigest(act, { company: tx.company, policyVersion, expiresAt: found.expiresAt }) !== found.digest) {
      return refuse('approval-for-another-act', {
        message: `The approval ${id} was given for "${found.sentence}"; what is to be done now differs from that.`,
        fix: 'Ask again for the act as it is now.',
        facts: { approval: id },
      })
    }
    await tx.rows('insert into approvals.uses (company_id, approval, used_at) values ($1, $2, $3)', [
      tx.company,
      id,
      tx.at,
    ])
    await tx.rows(`update approvals.approvals set state = 'used' where company_id = $1 and id = $2`, [tx.company, id])
    tx.append(approvalUsed, { approval: id, tool: found.tool, digest: found.digest, role: found.role })
    return { approval: id }
  },
})
