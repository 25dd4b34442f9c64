import { type Migration, migrationsOf } from '#store'

export const offersMigrations: readonly Migration[] = migrationsOf('offers', import.meta.url)
