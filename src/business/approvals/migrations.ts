import { type Migration, migrationsOf } from '#store'

export const approvalsMigrations: readonly Migration[] = migrationsOf('approvals', import.meta.url)
