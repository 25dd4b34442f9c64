import { setTimeout as sleep } from 'node:timers/promises'
import { isRefusal, type Refusal, refuse } from '#kernel'
import type { Cluster, ClusterExit } from './cluster.ts'
import { refusalFromError, useDatabaseUrl } from './failure.ts'
import { limits } from './limits.ts'
import { type Exit, type Postmaster, startPostmaster, type StartOptions } from './postmaster.ts'
import { dropSocketFolder } from './socket-folder.ts'
import { stopServers } from './stop-servers.ts'

type Supervised = {
  readonly start: StartOptions
  readonly listeners: Set<(exit: ClusterExit) => void>
  current: Postmaster
  restarts: number
  restarted: Promise<unknown>
  stopped?: Promise<void>
}

/** Keeps one server alive: restarts it when it dies, a limited number of times in a row. */
export function supervise(first: Postmaster, start: StartOptions, release: () => void): Cluster {
  const it: Supervised = { start, listeners: new Set(), current: first, restarts: 0, restarted: Promise.resolve() }
  void watch(it)
  return {
    connection: first.connection,
    get pid() {
      return it.current.pid
    },
    stop: () => (it.stopped ??= stop(it).finally(release)),
    onExit(listener) {
      it.listeners.add(listener)
      return () => it.listeners.delete(listener)
    },
  }
}

async function watch(it: Supervised): Promise<void> {
  const steady = setTimeout(() => (it.restarts = 0), limits.steadyMs).unref()
  const exit: Exit = await it.current.exited
  clearTimeout(steady)
  if (it.stopped) return
  const restarted = restart(it)
  it.restarted = restarted
  for (const listener of it.listeners) listener({ ...exit, restarted })
}

async function restart(it: Supervised): Promise<Refusal | { pid: number }> {
  let last: Refusal | undefined
  while (it.restarts < limits.restarts) {
    await sleep(it.restarts++ * limits.restartDelayMs)
    if (it.stopped) return wasStopped()
    const next = await startPostmaster(it.start).catch((error: unknown) => worldOrBug(error, it.start))
    if (!isRefusal(next)) {
      it.current = next
      void watch(it)
      return { pid: next.pid }
    }
    last = next
  }
  const refusal = gaveUp(last)
  it.start.log(refusal.message)
  return refusal
}

async function stop(it: Supervised): Promise<void> {
  const { cluster } = it.start.launch.place
  await stopServers(cluster)
  // A restart that was under way ends now, and may have started one more server before it saw the stop.
  await Promise.allSettled([it.restarted])
  await stopServers(cluster)
  await it.current.exited
  dropSocketFolder(it.start.socketFolder)
}

function worldOrBug(error: unknown, { launch }: StartOptions): Refusal {
  const refusal = refusalFromError(error, launch.place.folder)
  if (refusal) return refusal
  throw error
}

function wasStopped(): Refusal {
  return refuse('postgres-stopped', { message: 'PostgreSQL was stopped while it was being restarted' })
}

function gaveUp(last: Refusal | undefined): Refusal {
  const why = last?.message ?? 'it starts, and dies again'
  return refuse('postgres-keeps-dying', {
    message: `PostgreSQL died, and ${limits.restarts} restarts in a row did not help: ${why}`,
    fix: last?.fix ?? `Read its last words in the log and start Kontor again, ${useDatabaseUrl}`,
    facts: last?.facts ?? {},
  })
}
