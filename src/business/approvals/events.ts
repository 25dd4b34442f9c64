import { defineEvent, type Id } from '#kernel'

export type ApprovalFact = { approval: Id<'apr'>; tool: string; digest: string; role: string }

export const approvalAsked = defineEvent<ApprovalFact & { sentence: string; amount: string | null; recipient: string }>(
  'approvals.approval-asked',
)
export const approvalGranted = defineEvent<ApprovalFact & { arguments: Readonly<Record<string, unknown>> }>(
  'approvals.approval-granted',
)
export const approvalDeclined = defineEvent<ApprovalFact & { reason: string }>('approvals.approval-declined')
export const approvalUsed = defineEvent<ApprovalFact>('approvals.approval-used')
