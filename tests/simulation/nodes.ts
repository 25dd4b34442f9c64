import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Connection } from '#store'

export type EngineNode = {
  /** Settles when it takes runs, or when it was killed before. */
  readonly ready: Promise<unknown>
  readonly kill: () => Promise<void>
}

const script = fileURLToPath(new URL('engine-node.ts', import.meta.url))

/** A process of its own with an engine on the database, started again when it ends unasked; `kill` is `kill -9`. */
export function startNode(options: { connection: Connection; world: string }): EngineNode {
  let killed = false
  let child = spawnNode(options)
  const ready = Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])
  const watch = (watched: ChildProcess): void => {
    watched.once('exit', () => {
      if (killed) return
      child = spawnNode(options)
      watch(child)
    })
  }
  watch(child)
  return {
    ready,
    kill: async () => {
      killed = true
      const exited = once(child, 'exit')
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await exited
    },
  }
}

function spawnNode(options: { connection: Connection; world: string }): ChildProcess {
  const args = ['--import', 'tsx', '--conditions=source', script, JSON.stringify(options)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}
