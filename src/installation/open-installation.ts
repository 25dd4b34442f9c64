import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Installation, templatesIn } from '#doors/catalogue'
import type { Engine } from '#engine'
import { importFile } from '#inbox'
import { type Instant, isRefusal, realChance, type Refusal } from '#kernel'
import { type Connection, openStore, type Store } from '#store'
import { openDatabase, type Database } from './database.ts'
import { holdsInstallation, makeDataFolder, noInstallation } from './data-folder.ts'
import { clockOf, keepClock, readClock } from './installation-clock.ts'
import { limits } from './limits.ts'
import { openMailWay } from './mail-way.ts'
import { migrations } from './rooms.ts'
import { settle } from './settle.ts'
import { moveTime } from './simulated-time.ts'
import { hasRole, type Staff, staffOf } from './staff.ts'

export type OpenInstallation = {
  readonly data: string
  /** A PostgreSQL 15 or newer that runs elsewhere, instead of the embedded one in the data folder. */
  readonly database?: Connection | undefined
  readonly smtpUrl?: string | undefined
  /** A server keeps the folder and works on; a command works beside it, or waits for another command. */
  readonly mode: 'command' | 'serve'
  /** Whether a missing installation is made; refused as `no-installation` otherwise. */
  readonly create?: boolean
  /** Only when it is made now: the moment at which its simulated clock starts. */
  readonly simulatedFrom?: Instant | undefined
  readonly engine?: 'dbos' | 'inline'
  readonly onWait?: ((pid: number) => void) | undefined
}

/** Puts an installation together: folder, PostgreSQL, tables of all rooms, clock, mail, staff. */
export async function openInstallation(options: OpenInstallation): Promise<Installation | Refusal> {
  const { data: dataFolder, database: elsewhere, create = true } = options
  if (!create && elsewhere === undefined && !holdsInstallation(dataFolder)) return noInstallation(dataFolder)
  const refused = makeDataFolder(dataFolder)
  if (refused) return refused
  const database = await openDatabase({ ...options, dataFolder, database: elsewhere })
  if (isRefusal(database)) return database
  const opened = await openOn(database, options).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  if (isRefusal(opened)) await database.close()
  return opened
}

async function openOn(database: Database, options: OpenInstallation): Promise<Installation | Refusal> {
  const { data: dataFolder, smtpUrl, simulatedFrom } = options
  const { connection } = database
  const wanted = simulatedFrom ? ({ kind: 'simulated', now: simulatedFrom } as const) : ({ kind: 'real' } as const)
  const kept = (await readClock(connection)) ?? wanted
  const clock = clockOf(kept)
  const mail = openMailWay({ dataFolder, smtpUrl }, clock)
  if (isRefusal(mail)) return mail
  const store = await openStore({ connection, migrations, clock, chance: realChance() })
  if (isRefusal(store)) return store
  await keepClock(store, kept)
  const staff = staffOf({ mail })
  await store.subscribe(staff.duties.map((duty) => duty.on.type))
  return assembled({ database, store, staff, simulated: kept.kind === 'simulated' }, options)
}

type Parts = { database: Database; store: Store; staff: Staff; simulated: boolean }

function assembled({ database, store, staff, simulated }: Parts, options: OpenInstallation): Installation {
  const { connection, attached } = database
  let engine: Promise<Engine> | undefined
  const openedEngine = (): Promise<Engine> => (engine ??= startEngine({ store, connection, staff }, options, attached))
  let closed: Promise<void> | undefined
  return {
    store,
    connection,
    dataFolder: options.data,
    simulated,
    attached,
    templates: templatesIn(fileURLToPath(new URL('../../templates', import.meta.url))),
    engine: openedEngine,
    importFile: (file) => importFile(store, file),
    settle: (watch = {}) => settle(store, attached ? undefined : openedEngine, watch),
    moveTo: (to) => moveTime({ store, simulated, attached }, openedEngine, to),
    close: () => (closed ??= close({ database, store, engine })),
  }
}

type Working = Pick<Parts, 'store' | 'staff'> & { connection: Connection }

async function startEngine(
  { store, connection, staff }: Working,
  options: OpenInstallation,
  attached: boolean,
): Promise<Engine> {
  const { openEngine } = await import('#engine')
  return openEngine({
    store,
    connection,
    ...staff,
    isEnabled: (company, role) => hasRole(store, company, role),
    mode: options.engine ?? 'dbos',
    // Beside a server it is opened only to look things up: it takes no run.
    ...(attached ? { limits: { atOnce: 0 } } : {}),
  })
}

type Opened = { database: Database; store: Store; engine: Promise<Engine> | undefined }

/** Engine, connections, PostgreSQL, in this order; what does not end in time loses its database, and recovers later. */
async function close({ database, store, engine }: Opened): Promise<void> {
  const ended = (async () => {
    await (await engine)?.stop()
    await store.close()
  })().catch(() => undefined)
  await Promise.race([ended, sleep(limits.closeMs, undefined, { ref: false })])
  await database.close()
}
