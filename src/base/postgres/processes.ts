import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

const onLinux = process.platform === 'linux'

/**
 * What tells a process from a later one that was given the same number: when it started, and in which
 * boot. Undefined when nothing with this number runs (a zombie does not run).
 */
export function markOf(pid: number): string | undefined {
  if (!onLinux) return ask('ps', ['-o', 'lstart=', '-p', String(pid)])?.trim() || undefined
  const stat = statOf(pid)
  if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${stat.start}`
}

/**
 * Server processes of one cluster folder (its real path), postmaster first. A server works inside its
 * data folder, so that is what identifies it: a number from `postmaster.pid` alone proves nothing.
 */
export function serversOn(cluster: string): number[] {
  const found = onLinux ? serversByFolder(cluster) : serversByTitle(cluster)
  const numbers = new Set(found.map(({ pid }) => pid))
  return found.sort((a, b) => Number(numbers.has(a.parent)) - Number(numbers.has(b.parent))).map(({ pid }) => pid)
}

/** True when the first of `serversOn` is a postmaster and not a child that outlived one. */
export function isPostmaster(pid: number, cluster: string): boolean {
  return readPostmasterFile(cluster)?.pid === pid
}

export type PostmasterFile = { pid: number; port: number; socketFolder: string; ready: boolean }

/** `postmaster.pid` as PostgreSQL writes it: line 1 pid, 4 port, 5 socket folder, 8 status. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const lines = contentOf(`${cluster}/postmaster.pid`)?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

type Server = { pid: number; parent: number }

function serversByFolder(cluster: string): Server[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isServerOn(pid, cluster))
    .map((pid) => ({ pid, parent: statOf(pid)?.parent ?? 0 }))
}

function isServerOn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster && statOf(pid)?.name === 'postgres'
  } catch {
    return false
  }
}

/** Without /proc: the postmaster shows its arguments, its children show the cluster's name. */
export function serversByTitle(cluster: string): Server[] {
  const lines = ask('ps', ['-axo', 'pid=,ppid=,command='])?.split('\n') ?? []
  return lines.flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    const ours = command.includes(`-D ${cluster} `) || command.startsWith(`postgres: ${titleOf(cluster)}:`)
    const server = basename(command.split(' ')[0] ?? '') === 'postgres' || command.startsWith('postgres: ')
    return ours && server ? [{ pid: Number(pid), parent: Number(parent) }] : []
  })
}

/** `cluster_name`: a short mark of the folder, shown in the title of each of its processes. */
export function titleOf(cluster: string): string {
  let hash = 0
  for (const char of cluster) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 0x7fff_ffff
  return `kontor-${hash.toString(36)}`
}

/** Name, state, parent and start (clock ticks since boot) from /proc/<pid>/stat, proc_pid_stat(5). */
function statOf(pid: number): { name: string; state: string; parent: number; start: string } | undefined {
  const text = contentOf(`/proc/${pid}/stat`)
  if (!text) return undefined
  // The name may hold spaces and brackets, so fields are counted from its last bracket.
  const end = text.lastIndexOf(')')
  const [state = '', parent = '', ...rest] = text.slice(end + 2).split(' ')
  return { name: text.slice(text.indexOf('(') + 1, end), state, parent: Number(parent), start: rest[17] ?? '' }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function ask(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
