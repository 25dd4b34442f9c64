import { approvalQuery, waitingApprovals } from '#approvals'
import { quarantinedFiles } from '#companies'
import { run, runs } from '#engine'
import { conversationQuery, conversations, messageQuery } from '#inbox'
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
  conversations,
  conversationQuery,
  messageQuery,
]
