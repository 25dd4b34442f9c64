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

/** A process of its own with an engine on the database; `kill` is `kill -9`. */
export function startNode(options: { connection: Connection; world: string }): EngineNode {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', script, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  return {
    ready: Promise.race([once(child.stdout!, 'data'), exited]),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
