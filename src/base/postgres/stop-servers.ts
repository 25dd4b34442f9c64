import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from './limits.ts'
import { isPostmaster, serversOn } from './processes.ts'

/** To a postmaster SIGINT is the fast shutdown and SIGQUIT the immediate one; children know SIGTERM and SIGQUIT. */
const steps = [
  { signal: 'SIGINT', childSignal: 'SIGTERM', waitMs: limits.fastStopMs },
  { signal: 'SIGQUIT', childSignal: 'SIGQUIT', waitMs: limits.immediateStopMs },
  { signal: 'SIGKILL', childSignal: 'SIGKILL', waitMs: limits.killMs },
  { signal: 'SIGKILL', childSignal: 'SIGKILL', waitMs: limits.killMs },
] as const

/**
 * Stops every server process that works on a cluster folder: our own, an orphan of a killed Kontor, or
 * children that outlived their postmaster and still hold its shared memory. Then removes the stale
 * `postmaster.pid`, whose number may by now belong to a stranger; strangers are never signalled.
 */
export async function stopServers(cluster: string): Promise<void> {
  for (const step of steps) {
    const [first, ...others] = serversOn(cluster)
    if (first === undefined) break
    if (isPostmaster(first, cluster)) signal(first, step.signal)
    else for (const pid of [first, ...others]) signal(pid, step.childSignal)
    if (await gone(cluster, step.waitMs)) break
  }
  if (serversOn(cluster).length === 0) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

async function gone(cluster: string, waitMs: number): Promise<boolean> {
  const late = AbortSignal.timeout(waitMs)
  while (!late.aborted) {
    if (serversOn(cluster).length === 0) return true
    await sleep(limits.pollMs)
  }
  return serversOn(cluster).length === 0
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
