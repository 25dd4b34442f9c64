import { type Currency, type Id, type Instant, money, printMoney, refuse, type Refusal } from '#kernel'
import type { ReadTx } from '#store'

export type ApprovalState = 'waiting' | 'approved' | 'declined' | 'expired' | 'used'

/** An approval as doors show it; money is printed. */
export type Approval = {
  readonly id: Id<'apr'>
  readonly tool: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly effect: string
  readonly amount: string | null
  readonly recipient: string
  readonly digest: string
  readonly sentence: string
  readonly why: string
  readonly role: string
  readonly evidence: Readonly<Record<string, unknown>>
  readonly askedAt: Instant
  readonly expiresAt: Instant
  readonly state: ApprovalState
  readonly policyVersion: string
  readonly reason: string | null
}

type Row = Omit<Approval, 'amount' | 'askedAt' | 'expiresAt' | 'policyVersion'> & {
  amount: bigint | null
  currency: Currency | null
  asked_at: Instant
  expires_at: Instant
  policy_version: string
}

const approvalColumns = `id, tool, arguments, effect, amount, currency, recipient, digest, sentence, why, role, evidence,
  policy_version, asked_at, expires_at, state, reason`

export async function approvalsWhere(
  tx: ReadTx,
  condition: string,
  values: readonly (string | null)[] = [],
): Promise<Approval[]> {
  const rows = await tx.rows<Row>(
    `select ${approvalColumns} from approvals.approvals where company_id = $1 and ${condition}`,
    [tx.company, ...values],
  )
  return rows.map(({ amount, currency, asked_at, expires_at, policy_version, ...rest }) => ({
    ...rest,
    amount: amount !== null && currency ? printMoney(money(amount, currency)) : null,
    askedAt: asked_at,
    expiresAt: expires_at,
    policyVersion: policy_version,
  }))
}

/** `lock` keeps others from deciding it until the transaction ends. */
export async function approvalById(tx: ReadTx, id: Id<'apr'>, { lock = false } = {}): Promise<Approval | Refusal> {
  const [found] = await approvalsWhere(tx, lock ? 'id = $2 for no key update' : 'id = $2', [id])
  return (
    found ??
    refuse('no-such-approval', {
      message: `There is no approval ${id} in this company.`,
      fix: 'kontor waiting lists what waits.',
    })
  )
}

/** Why an approval cannot be decided or used any more, or undefined when it can. */
export function notWaiting({ id, state }: Approval): Refusal {
  return refuse('approval-not-open', {
    message: `The approval ${id} is ${state}; a decision is made once.`,
    fix: 'kontor waiting lists what still waits.',
    facts: { approval: id, state },
  })
}
