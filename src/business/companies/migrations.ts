import { type Migration, migrationsOf } from '#store'

export const companiesMigrations: readonly Migration[] = migrationsOf('companies', import.meta.url)
