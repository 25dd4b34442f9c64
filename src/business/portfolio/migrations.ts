import { type Migration, migrationsOf } from '#store'

export const portfolioMigrations: readonly Migration[] = migrationsOf('portfolio', import.meta.url)
