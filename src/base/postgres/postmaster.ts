import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import { type Refusal, refuse } from '#kernel'
import { type Connection, connectionTo } from './attach.ts'
import { refusalFromWords } from './failure.ts'
import { limits } from './limits.ts'
import { invocation, type Launch, programOf } from './privilege.ts'
import { readPostmasterFile } from './processes.ts'
import { argumentsOf, databaseName, type Settings, settingsOf } from './settings.ts'
import { clearSocketFolder } from './socket-folder.ts'
import { stopServers } from './stop-servers.ts'
import { collectWords, type Words } from './words.ts'

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
export type Postmaster = { readonly pid: number; readonly connection: Connection; readonly exited: Promise<Exit> }

export type StartOptions = {
  launch: Launch
  socketFolder: string
  settings: Settings
  log: (line: string) => void
}

/** Starts the server and waits until it answers a query, however long WAL recovery takes (up to `startMs`). */
export async function startPostmaster(start: StartOptions): Promise<Postmaster | Refusal> {
  const { launch, socketFolder, settings, log } = start
  const { cluster, folder } = launch.place
  await stopServers(cluster)
  clearSocketFolder(socketFolder)
  const { file, args, options } = invocation(launch, programOf(launch, 'postgres'), [
    '-D',
    cluster,
    ...argumentsOf({ ...settingsOf(cluster, socketFolder), ...settings }),
  ])
  // Its own process group: Ctrl-C in a terminal is for Kontor, which then stops the server in order.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const words = collectWords(child.stderr, log)
  const exited = exitOf(child)
  const ready = await readiness({ child, exited, words, cluster, folder })
  const failed = ready ?? (await answers(connectionTo(socketFolder), folder))
  if (failed) {
    await stopServers(cluster)
    return failed
  }
  return { pid: child.pid ?? 0, connection: connectionTo(socketFolder), exited }
}

type Starting = { child: ChildProcess; exited: Promise<Exit>; words: Words; cluster: string; folder: string }

async function readiness({ child, exited, words, cluster, folder }: Starting): Promise<Refusal | undefined> {
  let exit: Exit | undefined
  void exited.then((value) => (exit = value))
  const late = AbortSignal.timeout(limits.startMs)
  while (!late.aborted) {
    if (exit) return refusalFromWords(words.said(), folder)
    const file = readPostmasterFile(cluster)
    if (file?.pid === child.pid && file?.ready) return undefined
    await sleep(limits.pollMs)
  }
  return refuse('postgres-start-too-long', {
    message: `PostgreSQL was not ready on ${folder} after ${limits.startMs / 60_000} minutes`,
    fix: 'Start again: recovery goes on where it stopped',
    facts: { folder, said: words.said() },
  })
}

/** The database answers; made first when it is missing (the first start, or a first start cut short). */
async function answers(connection: Connection, folder: string): Promise<Refusal | undefined> {
  try {
    const first = await asked(connection, 'SELECT 1')
    if (first !== 'no-such-database') return undefined
    await asked({ ...connection, database: 'postgres' }, `CREATE DATABASE ${databaseName} TEMPLATE template0`)
    return undefined
  } catch (error) {
    return refusalFromWords([error instanceof Error ? error.message : String(error)], folder)
  }
}

/** SQLSTATE 3D000, invalid_catalog_name. */
const noSuchDatabase = '3D000'

async function asked(connection: Connection, sql: string): Promise<'answered' | 'no-such-database'> {
  const client = new Client(connection)
  // A server that dies in between also fails the call; without a listener it would fail the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(sql)
    return 'answered'
  } catch (error) {
    if (error instanceof DatabaseError && error.code === noSuchDatabase) return 'no-such-database'
    throw error
  } finally {
    await client.end()
  }
}

/** Settles after the server's last words were read, or soon after its exit when children keep them open. */
async function exitOf(child: ChildProcess): Promise<Exit> {
  try {
    const closed = once(child, 'close').catch(() => undefined)
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    await Promise.race([closed, sleep(limits.lastWordsMs)])
    return { code, signal }
  } catch {
    return { code: null, signal: null }
  }
}
