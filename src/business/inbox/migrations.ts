import { type Migration, migrationsOf } from '#store'

export const inboxMigrations: readonly Migration[] = migrationsOf('inbox', import.meta.url)
