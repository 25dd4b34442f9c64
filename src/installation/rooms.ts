import { accessMigrations } from '#access'
import { approvalsMigrations } from '#approvals'
import { bankingMigrations } from '#banking'
import { companiesMigrations } from '#companies'
import { engineMigrations } from '#engine'
import { inboxMigrations } from '#inbox'
import { invoicingMigrations } from '#invoicing'
import { ledgerMigrations } from '#ledger'
import { offersMigrations } from '#offers'
import { partiesMigrations } from '#parties'
import { portfolioMigrations } from '#portfolio'
import { type Migration, storeMigrations } from '#store'

/** The tables of all rooms, in the order of the floors. */
export const migrations: readonly Migration[] = [
  ...storeMigrations,
  ...engineMigrations,
  ...accessMigrations,
  ...ledgerMigrations,
  ...approvalsMigrations,
  ...partiesMigrations,
  ...companiesMigrations,
  ...offersMigrations,
  ...invoicingMigrations,
  ...bankingMigrations,
  ...inboxMigrations,
  ...portfolioMigrations,
]
