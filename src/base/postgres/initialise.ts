import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Refusal, refuse } from '#kernel'
import { serverMajor } from './binaries.ts'
import { refusalFromWords } from './failure.ts'
import { limits } from './limits.ts'
import { notACluster } from './place.ts'
import { giveTo, invocation, type Launch, programOf } from './privilege.ts'
import { ownerRole } from './settings.ts'
import { stopServers } from './stop-servers.ts'
import { collectWords } from './words.ts'

/**
 * Makes the cluster when there is none. It is made in a sibling folder and renamed when it is whole, so
 * that an interrupted attempt is never mistaken for a cluster; remains of one are removed.
 */
export async function initialise(launch: Launch): Promise<Refusal | undefined> {
  const { home, cluster } = launch.place
  for (const remains of readdirSync(home).filter((entry) => entry.startsWith('cluster.new-'))) {
    await stopServers(join(home, remains))
    rmSync(join(home, remains), { recursive: true, force: true, maxRetries: 5 })
  }
  if (existsSync(cluster) && readdirSync(cluster).length > 0) return checkCluster(cluster)
  const fresh = join(home, `cluster.new-${process.pid}`)
  mkdirSync(fresh, { mode: 0o700 })
  giveTo(launch, fresh)
  const failed = await runInitdb(launch, fresh)
  if (failed) {
    rmSync(fresh, { recursive: true, force: true, maxRetries: 5 })
    return refusalFromWords(failed, launch.place.folder)
  }
  renameSync(fresh, cluster)
  syncFolder(home)
  return undefined
}

/** Refuses a folder that this server must not open: of another major version, or not a whole cluster. */
function checkCluster(cluster: string): Refusal | undefined {
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) return notACluster(cluster, 'it is not empty and holds no PG_VERSION')
  if (!existsSync(join(cluster, 'global', 'pg_control'))) return notACluster(cluster, 'global/pg_control is missing')
  const found = readFileSync(versionFile, 'utf8').trim()
  if (found === String(serverMajor)) return undefined
  return refuse('data-of-another-postgres', {
    message: `${cluster} was made by PostgreSQL ${found}, and this Kontor runs PostgreSQL ${serverMajor}`,
    fix: 'Archive with the Kontor that made it and restore here; nothing in this folder was changed',
    facts: { folder: cluster, found, needed: String(serverMajor) },
  })
}

/** What initdb said when it failed; undefined when all went well. */
function runInitdb(launch: Launch, fresh: string): Promise<readonly string[] | undefined> {
  const { file, args, options } = invocation(launch, programOf(launch, 'initdb'), [
    `--pgdata=${fresh}`,
    `--username=${ownerRole}`,
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ])
  const child = spawn(file, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: limits.initialiseMs,
  })
  const words = collectWords(child.stderr)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve([error.message]))
    child.once('close', (code) => resolve(code === 0 ? undefined : words.said()))
  })
}

/** A rename is durable when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
