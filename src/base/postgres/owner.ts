import { linkSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { type Refusal, refuse } from '#kernel'
import { limits } from './limits.ts'
import { markOf } from './processes.ts'

/** The process that has a data folder open. `mark` tells it from a later process with the same pid. */
export type Owner = { readonly pid: number; readonly mark: string }
export type Claim = { release(): void }

const name = /^owner-(\d{1,15})$/
export const isOwnerFile = (file: string) => name.test(file) || file.startsWith('owner-claim-')

/** Who has this folder open now; undefined when nobody, or when the process that had it is gone. */
export function describeOwner(folder: string): Owner | undefined {
  const last = generations(folder).at(-1)
  return last === undefined ? undefined : liveOwner(folder, last)
}

/**
 * Makes this process the owner of a folder. Owner files are numbered; the highest number counts, and
 * the next one is taken by an exclusive link only after the last was released or its process died. So
 * two claims at once cannot both succeed, also when both found the same dead owner.
 */
export function claimFolder(folder: string): Claim | Refusal {
  const mine = join(folder, `owner-claim-${process.pid}-${threadId}`)
  writeFileSync(mine, JSON.stringify({ pid: process.pid, mark: markOf(process.pid) ?? '' }), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < limits.claimAttempts; attempt++) {
      const last = generations(folder).at(-1) ?? 0
      const owner = liveOwner(folder, last)
      if (owner) return inUse(folder, owner)
      if (takes(folder, mine, last + 1)) return claimOf(folder, last + 1)
    }
    return inUse(folder, describeOwner(folder))
  } finally {
    rmSync(mine, { force: true })
  }
}

function takes(folder: string, mine: string, generation: number): boolean {
  try {
    linkSync(mine, fileOf(folder, generation))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  const [last, ...older] = generations(folder).reverse()
  // Somebody went further while we looked at an old number: theirs counts.
  if (last !== generation) {
    rmSync(fileOf(folder, generation), { force: true })
    return false
  }
  for (const old of older) rmSync(fileOf(folder, old), { force: true })
  return true
}

function claimOf(folder: string, generation: number): Claim {
  // The number stays taken by an empty file, so that numbers only grow.
  return { release: () => truncateSync(fileOf(folder, generation)) }
}

function liveOwner(folder: string, generation: number): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(fileOf(folder, generation), 'utf8')) as Owner
    return Number.isInteger(owner.pid) && markOf(owner.pid) === owner.mark ? owner : undefined
  } catch {
    return undefined
  }
}

function generations(folder: string): number[] {
  return entriesOf(folder)
    .flatMap((file) => name.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

function fileOf(folder: string, generation: number): string {
  return join(folder, `owner-${generation}`)
}

function inUse(folder: string, owner: Owner | undefined): Refusal {
  const who = owner ? `process ${owner.pid}` : 'another process'
  return refuse('data-folder-in-use', {
    message: `${who} has ${folder} open, and two must not write to one data folder`,
    fix: `Stop that process, or choose another data folder with --data`,
    facts: { folder, pid: owner?.pid },
  })
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
