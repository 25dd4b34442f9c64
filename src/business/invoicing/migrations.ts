import { type Migration, migrationsOf } from '#store'

export const invoicingMigrations: readonly Migration[] = migrationsOf('invoicing', import.meta.url)
