import { type Migration, migrationsOf } from './migrations.ts'

export const storeMigrations: readonly Migration[] = migrationsOf('store', import.meta.url)
