import { type Migration, migrationsOf } from '#store'

export const bankingMigrations: readonly Migration[] = migrationsOf('banking', import.meta.url)
