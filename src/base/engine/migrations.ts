import { type Migration, migrationsOf } from '#store'

export const engineMigrations: readonly Migration[] = migrationsOf('engine', import.meta.url)
