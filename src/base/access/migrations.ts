import { type Migration, migrationsOf } from '#store'

export const accessMigrations: readonly Migration[] = migrationsOf('access', import.meta.url)
