import { approve, decline } from '#approvals'
import { bookLine, bookLines, closeMonth } from '#banking'
import { applyCompanyFile, dismissFile } from '#companies'
import { cancelRun, resumeDuty, resumeRun } from '#engine'
import { escalateConversation, queueMail, resolveConversation } from '#inbox'
import { approveBill, draftBill, issueInvoice, recordBillPayment, recordPayment, rejectBill } from '#invoicing'
import {
  openAccount,
  postEntry,
  reopenPeriod,
  reserve,
  reverseEntry,
  settleReservation,
  softLockPeriod,
  voidReservation,
} from '#ledger'
import { takeOrder } from '#offers'
import { meetParty } from '#parties'
import type { Command } from '#store'

/** Every command that a door may offer, in the order of the floors. A new one is one line here. */
export const commands: readonly Command[] = [
  cancelRun,
  resumeRun,
  resumeDuty,
  openAccount,
  postEntry,
  reverseEntry,
  reserve,
  settleReservation,
  voidReservation,
  softLockPeriod,
  reopenPeriod,
  approve,
  decline,
  meetParty,
  applyCompanyFile,
  dismissFile,
  takeOrder,
  issueInvoice,
  recordPayment,
  draftBill,
  approveBill,
  rejectBill,
  recordBillPayment,
  bookLines,
  bookLine,
  closeMonth,
  queueMail,
  escalateConversation,
  resolveConversation,
]
