import { type Id, idInput, isRefusal, printActor } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { type Approval, approvalById, type ApprovalState, notWaiting } from './approval.ts'
import { approvalDeclined, approvalGranted } from './events.ts'

/** A person's yes to exactly the act that was shown; what it allows then happens by itself, once. */
export const approve = defineCommand({
  name: 'approvals.approve',
  summary: 'Say yes to an act that waits',
  who: ['founder', 'operator'],
  personOnly: true,
  effect: 'irreversible',
  input: z.strictObject({ approval: idInput('apr') }),
  async run(tx, { approval: id }) {
    const found = await open(tx, id)
    if (isRefusal(found)) return found
    const { tool, digest, role, sentence } = found
    await setState(tx, { id, state: 'approved', reason: null })
    tx.append(approvalGranted, { approval: id, tool, digest, role, arguments: found.arguments })
    return { approval: id, sentence, state: 'approved' as const }
  },
})

export const decline = defineCommand({
  name: 'approvals.decline',
  summary: 'Say no to an act that waits, with the reason',
  who: ['founder', 'operator'],
  personOnly: true,
  effect: 'irreversible',
  input: z.strictObject({ approval: idInput('apr'), because: z.string().min(1).max(1_000) }),
  async run(tx, { approval: id, because }) {
    const found = await open(tx, id)
    if (isRefusal(found)) return found
    const { tool, digest, role, sentence } = found
    await setState(tx, { id, state: 'declined', reason: because })
    tx.append(approvalDeclined, { approval: id, tool, digest, role, arguments: found.arguments, reason: because })
    return { approval: id, sentence, state: 'declined' as const }
  },
})

async function open(tx: CompanyTx, id: Id<'apr'>): Promise<Approval | ReturnType<typeof notWaiting>> {
  const found = await approvalById(tx, id, { lock: true })
  if (isRefusal(found)) return found
  if (found.state === 'waiting' && found.expiresAt <= tx.at) return notWaiting({ ...found, state: 'expired' })
  return found.state === 'waiting' ? found : notWaiting(found)
}

async function setState(
  tx: CompanyTx,
  { id, state, reason }: { id: string; state: ApprovalState; reason: string | null },
): Promise<void> {
  await tx.rows(
    'update approvals.approvals set state = $3, decided_by = $4, decided_at = $5, reason = $6 where company_id = $1 and id = $2',
    [tx.company, id, state, printActor(tx.actor), tx.at, reason],
  )
}
