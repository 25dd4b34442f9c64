import { approvalQuery, waitingApprovals } from '#approvals'
import { bankLines, statements } from '#banking'
import { quarantinedFiles } from '#companies'
import { run, runs } from '#engine'
import { conversationQuery, conversations, messageQuery } from '#inbox'
import { billQuery, bills, invoiceQuery, invoices } from '#invoicing'
import { balances, entries, entry, periods, profitAndLoss, trialBalance } from '#ledger'
import { offers } from '#offers'
import { parties, partyQuery } from '#parties'
import type { Query } from '#store'

/** Every question that a door may offer, in the order of the floors. A new one is one line here. */
export const queries: readonly Query[] = [
  runs,
  run,
  balances,
  trialBalance,
  profitAndLoss,
  entries,
  entry,
  periods,
  waitingApprovals,
  approvalQuery,
  parties,
  partyQuery,
  quarantinedFiles,
  offers,
  invoices,
  invoiceQuery,
  bills,
  billQuery,
  statements,
  bankLines,
  conversations,
  conversationQuery,
  messageQuery,
]
