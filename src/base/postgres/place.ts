import { existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Refusal, refuse } from '#kernel'
import { isOwnerFile } from './owner.ts'

/**
 * Where things lie. `folder` is what the caller named. `home` holds the cluster: the folder itself, or,
 * when the server's user cannot reach it, another place that the link `folder/home` names.
 */
export type Place = { readonly folder: string; readonly home: string; readonly cluster: string }

export type User = { readonly uid: number; readonly gid: number }

const ours = new Set(['home', 'cluster', 'run', 'lib'])

function isOurs(entry: string): boolean {
  return ours.has(entry) || isOwnerFile(entry) || entry.startsWith('cluster.new-')
}

/** Makes the folder when it is missing; refuses one that holds somebody else's files. */
export function preparePlace(named: string): Place | Refusal {
  makeFolder(resolve(named))
  const folder = realpathSync(named)
  // PostgreSQL's own files about a server are read by line, and hold this path.
  if (/[\r\n]/.test(folder)) return notACluster(folder, 'its path holds a line break')
  const entries = readdirSync(folder)
  const strange = entries.find((entry) => !isOurs(entry))
  if (strange !== undefined) return notACluster(folder, `it already holds other files (${strange})`)
  if (entries.includes('home') && !existsSync(join(folder, 'home'))) return homeGone(folder)
  return placeOf(folder)
}

/** Level by level, because a recursive mkdir reports a read-only file system as a missing folder. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}

export function placeOf(folder: string): Place {
  const real = realpathSync(folder)
  const link = join(real, 'home')
  const home = existsSync(link) ? realpathSync(link) : real
  return { folder: real, home, cluster: join(home, 'cluster') }
}

export function ownerOf(path: string): User {
  const { uid, gid } = statSync(path)
  return { uid, gid }
}

export function notACluster(folder: string, why: string): Refusal {
  return refuse('not-a-data-folder', {
    message: `${folder} is not a data folder of Kontor: ${why}`,
    fix: 'Choose an empty or new folder with --data; nothing in this one was changed',
    facts: { folder },
  })
}

function homeGone(folder: string): Refusal {
  return refuse('data-gone', {
    message: `the data of ${folder} was kept at the place its link "home" names, and that place is gone`,
    fix: 'Put that place back (a volume not mounted?), or choose another data folder with --data',
    facts: { folder, link: join(folder, 'home') },
  })
}
