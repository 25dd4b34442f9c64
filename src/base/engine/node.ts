import { readFileSync, readlinkSync } from 'node:fs'
import { type Clock, newId, realChance, sha256 } from '#kernel'
import type { Rows } from '#store'

/** This process as other nodes see it. `place` is '' where processes cannot be told apart by their ids. */
export type Node = { readonly executor: string; readonly place: string; readonly pid: number; readonly started: string }

/** The executor's name is unique for each process, so its chance is real also in a simulation. */
export function thisNode(clock: Clock): Node {
  const executor = newId('node', clock.now(), realChance())
  return { executor, place: placeOf(), pid: process.pid, started: startOf(process.pid) ?? '' }
}

export async function joinNodes(rows: Rows, { executor, place, pid, started }: Node): Promise<void> {
  const sql = `insert into engine.nodes (executor, place, pid, started) values ($1, $2, $3, $4)
    on conflict (executor) do update set heartbeat_at = clock_timestamp(), steady_since = clock_timestamp()`
  await rows(sql, [executor, place, pid, started])
}

export async function leaveNodes(rows: Rows, { executor }: Node): Promise<void> {
  await rows('delete from engine.nodes where executor = $1', [executor])
}

/** Nodes of this place whose process has ended: known at once, without waiting for their heartbeat to grow old. */
export async function endedNeighbours(rows: Rows, { place, executor }: Node): Promise<string[]> {
  if (place === '') return []
  const sql = 'select executor, place, pid, started from engine.nodes where place = $1 and executor <> $2'
  const neighbours = await rows<Node>(sql, [place, executor])
  return neighbours.filter((node) => startOf(node.pid) !== node.started).map((node) => node.executor)
}

/** One boot of one machine and one space of process ids; the machine's name would not tell containers apart. */
function placeOf(): string {
  try {
    return sha256(`${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')} ${readlinkSync('/proc/self/ns/pid')}`)
  } catch {
    return ''
  }
}

const startTimeField = 19

/** When a process started, in ticks since boot; a recycled process id has another start. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[startTimeField]
  } catch {
    return undefined
  }
}
