import { idInput } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'
import { approvalById, approvalsWhere } from './approval.ts'

/** What waits for a person in one company, oldest first. */
export const waitingApprovals = defineQuery({
  name: 'approvals.waiting-approvals',
  summary: 'Acts that wait for a yes or no',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({}),
  read: (tx) => approvalsWhere(tx, `state = 'waiting' and expires_at > $2 order by asked_at, id`, [tx.at]),
})

export const approvalQuery = defineQuery({
  name: 'approvals.approval',
  summary: 'One approval with its evidence',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({ approval: idInput('apr') }),
  read: (tx, { approval }) => approvalById(tx, approval),
})
