import { type Migration, migrationsOf } from '#store'

export const partiesMigrations: readonly Migration[] = migrationsOf('parties', import.meta.url)
