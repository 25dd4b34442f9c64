import { join } from 'node:path'
import { isRefusal, type Refusal } from '#kernel'
import type { Connection } from './attach.ts'
import { findBinaries } from './binaries.ts'
import { refusalFromError } from './failure.ts'
import { initialise } from './initialise.ts'
import { claimFolder } from './owner.ts'
import { type Place, preparePlace } from './place.ts'
import { type Exit, startPostmaster, type StartOptions } from './postmaster.ts'
import { chooseLaunch } from './privilege.ts'
import { readPostmasterFile } from './processes.ts'
import type { Settings } from './settings.ts'
import { dropSocketFolder, makeSocketFolder } from './socket-folder.ts'
import { stopServers } from './stop-servers.ts'
import { supervise } from './supervisor.ts'

/** A running PostgreSQL 18 on a folder that belongs to this process until `stop`. */
export type Cluster = {
  /** Stays the same over restarts. */
  readonly connection: Connection
  /** The postmaster's; another one after a restart. */
  readonly pid: number
  /** Fast shutdown, escalating; done in less than two seconds. Safe to call twice. */
  stop(): Promise<void>
  /** Called when the server died without being asked to. Returns the way to stop listening. */
  onExit(listener: (exit: ClusterExit) => void): () => void
}

/** `restarted` settles when the server answers again, or with the refusal that ended the attempts. */
export type ClusterExit = Exit & { readonly restarted: Promise<Refusal | { readonly pid: number }> }

export type OpenOptions = {
  /** Made when missing. Holds nothing but this cluster. */
  folder: string
  /** For tests and benchmarks: settings that override ours. */
  settings?: Settings
  /** For tests: where the package with the binaries lies. */
  packageFolder?: string
  /** What the server says, line by line. */
  log?: (line: string) => void
}

/**
 * Opens the cluster of a folder, made when there is none, for this process alone.
 * Refusals: data-folder-in-use, not-a-data-folder, data-of-another-postgres, data-gone, disk-full,
 * data-folder-read-only, data-folder-not-writable, not-a-folder, no-postgres-binaries,
 * postgres-binaries-do-not-run, root-without-another-user, postgres-did-not-start, postgres-start-too-long.
 */
export async function openCluster(options: OpenOptions): Promise<Cluster | Refusal> {
  try {
    const place = preparePlace(options.folder)
    return isRefusal(place) ? place : await claimAndOpen(place, options)
  } catch (error) {
    const refusal = refusalFromError(error, options.folder)
    if (refusal) return refusal
    throw error
  }
}

async function claimAndOpen(place: Place, options: OpenOptions): Promise<Cluster | Refusal> {
  const claim = claimFolder(place.folder)
  if (isRefusal(claim)) return claim
  let opened: Cluster | Refusal | undefined
  try {
    opened = await openClaimed(place, options, () => claim.release())
    return opened
  } finally {
    if (!opened || isRefusal(opened)) claim.release()
  }
}

async function openClaimed(place: Place, options: OpenOptions, release: () => void): Promise<Cluster | Refusal> {
  const binaries = findBinaries(join(place.folder, 'lib'), options.packageFolder)
  if (isRefusal(binaries)) return binaries
  await stopOrphans(place)
  const launch = chooseLaunch(place, binaries)
  if (isRefusal(launch)) return launch
  const failed = await initialise(launch)
  if (failed) return failed
  const start: StartOptions = {
    launch,
    socketFolder: makeSocketFolder(launch.place.home, launch.user),
    settings: options.settings ?? {},
    log: options.log ?? (() => {}),
  }
  const first = await startPostmaster(start)
  if (!isRefusal(first)) return supervise(first, start, release)
  dropSocketFolder(start.socketFolder)
  return first
}

/** What a killed Kontor left running. It is stopped and not adopted: our child is one we hear about when it dies. */
async function stopOrphans({ cluster }: Place): Promise<void> {
  const left = readPostmasterFile(cluster)
  await stopServers(cluster)
  if (left) dropSocketFolder(left.socketFolder)
}
