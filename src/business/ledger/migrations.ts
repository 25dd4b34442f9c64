import { type Migration, migrationsOf } from '#store'

export const ledgerMigrations: readonly Migration[] = migrationsOf('ledger', import.meta.url)
