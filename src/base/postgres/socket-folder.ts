import { chownSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { limits } from './limits.ts'
import type { User } from './place.ts'
import { port } from './settings.ts'

const socket = `.s.PGSQL.${port}`
const temporaryName = /^kontor-[A-Za-z0-9]{6}$/

/** A private folder for the socket: `run` beside the cluster, or a temporary one when that path is too long. */
export function makeSocketFolder(home: string, user: User | undefined): string {
  const beside = join(home, 'run')
  const folder = fits(beside) ? beside : mkdtempSync(join(shortTemporary(), 'kontor-'))
  if (folder === beside) {
    dropSocketFolder(beside)
    mkdirSync(beside, { mode: 0o700 })
  }
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

/** A socket whose server is gone, and its lock file, which names a pid that a stranger may have by now. */
export function clearSocketFolder(folder: string): void {
  for (const stale of [socket, `${socket}.lock`]) rmSync(join(folder, stale), { force: true })
}

/** Removes a folder that `makeSocketFolder` made; leaves one that holds anything else alone. */
export function dropSocketFolder(folder: string): void {
  if (!existsSync(folder) || !(basename(folder) === 'run' || temporaryName.test(basename(folder)))) return
  clearSocketFolder(folder)
  rmdirSync(folder)
}

function shortTemporary(): string {
  return fits(join(tmpdir(), 'kontor-123456')) ? tmpdir() : '/tmp'
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, socket)) <= limits.socketPathBytes
}
