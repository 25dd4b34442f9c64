import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of a second in which Linux counts the work of a process. */
const ticksPerSecond = 100

/** A process and all that it started. */
export function familyOf(pid: number): number[] {
  const parents = new Map(allProcesses().map((it) => [it, parentOf(it)]))
  const family = [pid]
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child)
  return family
}

function allProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** Proportional memory: what is shared counts for each by its part. */
export function memoryMb(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0))
  return kilobytes.reduce((sum, it) => sum + it, 0) / 1024
}

/** Processor time used so far, also by children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => statOf(pid).slice(11, 15).map(Number))
  return ticks.reduce((sum, it) => sum + it, 0) / ticksPerSecond
}

export function peakMemoryMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1])
}

/** Fields of /proc/PID/stat from the state on; the name before it may hold anything. */
function statOf(pid: number): string[] {
  return read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? []
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}
