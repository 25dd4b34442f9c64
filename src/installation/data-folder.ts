import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { refuse, type Refusal } from '#kernel'

/** Where the parts of an installation lie in its data folder. */
export const partsOf = (dataFolder: string) => ({
  postgres: join(dataFolder, 'postgres'),
  outbox: join(dataFolder, 'outbox'),
  server: join(dataFolder, 'server.json'),
})

export function holdsInstallation(dataFolder: string): boolean {
  return existsSync(partsOf(dataFolder).postgres)
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is mounted read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file of this name stands there',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of the path is a file',
}

/** Makes the folder when it is missing, for this user alone. */
export function makeDataFolder(dataFolder: string): Refusal | undefined {
  try {
    makeFolders(resolve(dataFolder))
    return undefined
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined
    if (reason === undefined) throw error
    return refuse('data-folder-not-made', {
      message: `The data folder ${dataFolder} cannot be made: ${reason}.`,
      fix: 'Choose another one with --data.',
      facts: { dataFolder },
    })
  }
}

/** One folder after the other: Node's own recursive way never ends where a file system refuses without a reason (/proc). */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(folder)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

export function noInstallation(dataFolder: string): Refusal {
  return refuse('no-installation', {
    message: `There is no installation in ${dataFolder}.`,
    fix: 'kontor launch quiet-inbox --name "Quiet Inbox" makes one; or name its folder with --data.',
    facts: { dataFolder },
  })
}
