import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describeOwner } from '#postgres'
import { z } from 'zod'
import { partsOf } from './data-folder.ts'

/** A server that has an installation open; other processes then work beside it. */
export type Server = { readonly pid: number; readonly mark: string }

const shape = z.object({ pid: z.int(), mark: z.string() })

/** The living server of a data folder: its file counts only while the same process has the folder open. */
export function findServer(dataFolder: string): Server | undefined {
  const owner = describeOwner(partsOf(dataFolder).postgres)
  if (!owner) return undefined
  try {
    const server = shape.parse(JSON.parse(readFileSync(partsOf(dataFolder).server, 'utf8')))
    return server.pid === owner.pid && server.mark === owner.mark ? server : undefined
  } catch {
    return undefined
  }
}

/** Says that this process serves the folder; returns how to take it back. */
export function announceServer(dataFolder: string): () => void {
  const owner = describeOwner(partsOf(dataFolder).postgres)
  const file = partsOf(dataFolder).server
  if (owner) writeFileSync(file, JSON.stringify({ pid: owner.pid, mark: owner.mark }), { mode: 0o600 })
  return () => rmSync(file, { force: true })
}
