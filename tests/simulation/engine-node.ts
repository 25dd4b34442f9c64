// One node of an installation, to be killed: `engine-node.ts '{"connection": …, "world": FOLDER}'`.
import { engineMigrations, openEngine } from '#engine'
import { accepted, realChance, realClock } from '#kernel'
import { type Connection, openStore, type Store, storeMigrations } from '#store'
import { setTimeout as sleep } from 'node:timers/promises'
import { deedMigration } from './deeds.ts'
import { worldlyWorks } from './effects.ts'

const { connection, world } = JSON.parse(process.argv[2] ?? '{}') as { connection: Connection; world: string }
const migrations = [...storeMigrations, ...engineMigrations, deedMigration]
const store = await openWhenUp()
const works = worldlyWorks(world)
const limits = { backoffMs: 50, perCompany: 100, perRole: 100, atOnce: 8, crashes: 1_000 }
await openEngine({ store, connection, works, duties: [], isEnabled: async () => true, mode: 'dbos', limits })
process.stdout.write('ready\n')

/** PostgreSQL may be killed at the same moment; a node waits for it as it would under a service manager. */
async function openWhenUp(): Promise<Store> {
  for (;;) {
    try {
      return accepted(await openStore({ connection, migrations, clock: realClock(), chance: realChance() }))
    } catch {
      await sleep(100)
    }
  }
}
