import { approvalDeclined, approvalGranted } from '#approvals'
import { statementImported } from '#banking'
import { defineDuty, type Duty, type Work } from '#engine'
import { messageReceived } from '#inbox'
import { billApproved, billDrafted, invoiceIssued } from '#invoicing'
import { type Id, isId } from '#kernel'
import { bookStatement } from './book-statement.ts'
import { decideBill, postApprovedBill, rejectDeclinedBill } from './decide-bill.ts'
import { draftBills } from './draft-bills.ts'

const billTool = 'invoicing.approve-bill'
const role = 'bookkeeping'

const duties = [
  defineDuty({
    name: 'bookkeeping.draft-mailed-bills',
    role,
    on: messageReceived,
    start: draftBills,
    input: ({ body: { about, message, invoices } }) => (about === 'bill' ? { message, invoices } : undefined),
  }),
  defineDuty({
    name: 'bookkeeping.decide-bills',
    role,
    on: billDrafted,
    start: decideBill,
    input: ({ body: { bill } }) => ({ bill }),
  }),
  defineDuty({
    name: 'bookkeeping.post-approved-bills',
    role,
    on: approvalGranted,
    start: postApprovedBill,
    input: ({ body: { tool, approval, arguments: given } }) => {
      const bill = billIn(given)
      return tool === billTool && bill ? { bill, approval } : undefined
    },
  }),
  defineDuty({
    name: 'bookkeeping.reject-declined-bills',
    role,
    on: approvalDeclined,
    start: rejectDeclinedBill,
    input: ({ body: { tool, arguments: given, reason } }) => {
      const bill = billIn(given)
      return tool === billTool && bill ? { bill, because: reason } : undefined
    },
  }),
  defineDuty({
    name: 'bookkeeping.book-statements',
    role,
    on: statementImported,
    start: bookStatement,
    input: ({ body: { newLines } }) => (newLines > 0 ? {} : undefined),
  }),
  defineDuty({
    name: 'bookkeeping.match-after-bill',
    role,
    on: billApproved,
    start: bookStatement,
    input: () => ({ again: true }),
  }),
  defineDuty({
    name: 'bookkeeping.match-after-invoice',
    role,
    on: invoiceIssued,
    start: bookStatement,
    input: () => ({ again: true }),
  }),
]

/** Bookkeeping: drafts and posts bills, matches bank lines. */
export function bookkeeping(): { works: Work[]; duties: Duty[] } {
  return {
    works: [draftBills, decideBill, postApprovedBill, rejectDeclinedBill, bookStatement],
    duties,
  }
}

function billIn({ bill }: Readonly<Record<string, unknown>>): Id<'bil'> | undefined {
  return typeof bill === 'string' && isId('bil', bill) ? bill : undefined
}
