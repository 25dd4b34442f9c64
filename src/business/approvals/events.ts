import { defineEvent, type Id } from '#kernel'

export type ApprovalFact = { approval: Id<'apr'>; tool: string; digest: string; role: string }
type Decided = ApprovalFact & { arguments: Readonly<Record<string, unknown>> }

export const approvalAsked = defineEvent<ApprovalFact & { sentence: string; amount: string | null; recipient: string }>(
  'approvals.approval-asked',
)
export const approvalGranted = defineEvent<Decided>('approvals.approval-granted')
export const approvalDeclined = defineEvent<Decided & { reason: string }>('approvals.approval-declined')
export const approvalUsed = defineEvent<ApprovalFact>('approvals.approval-used')
