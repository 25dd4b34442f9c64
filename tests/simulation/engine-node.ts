// One node of an installation, to be killed: `engine-node.ts '{"connection": …, "world": FOLDER}'`.
import { engineMigrations, openEngine } from '#engine'
import { accepted, realChance, realClock } from '#kernel'
import { type Connection, openStore, storeMigrations } from '#store'
import { deedMigration } from './deeds.ts'
import { worldlyWorks } from './effects.ts'

const { connection, world } = JSON.parse(process.argv[2] ?? '{}') as { connection: Connection; world: string }
const migrations = [...storeMigrations, ...engineMigrations, deedMigration]
const store = accepted(await openStore({ connection, migrations, clock: realClock(), chance: realChance() }))
const works = worldlyWorks(world)
const limits = { backoffMs: 50, perCompany: 100, perRole: 100, atOnce: 8, crashes: 1_000 }
await openEngine({ store, connection, works, duties: [], isEnabled: async () => true, mode: 'dbos', limits })
process.stdout.write('ready\n')
