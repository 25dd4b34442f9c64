import { setTimeout as sleep } from 'node:timers/promises'
import { isRefusal, refuse, type Refusal } from '#kernel'
import { attachCluster, describeOwner, openCluster } from '#postgres'
import type { Connection } from '#store'
import { partsOf } from './data-folder.ts'
import { limits } from './limits.ts'
import { announceServer, findServer } from './server-file.ts'

/** The PostgreSQL of an installation, and how to let go of it. */
export type Database = { readonly connection: Connection; readonly attached: boolean; close(): Promise<void> }

export type Wanted = {
  readonly dataFolder: string
  /** A PostgreSQL that runs elsewhere, instead of the embedded one. */
  readonly database?: Connection | undefined
  readonly mode: 'command' | 'serve'
  /** Called once when another process has the folder and this one waits for it. */
  readonly onWait?: ((pid: number) => void) | undefined
}

/** Opens the embedded PostgreSQL, or works beside the server that has it, or waits for another command to end. */
export async function openDatabase({ dataFolder, database, mode, onWait }: Wanted): Promise<Database | Refusal> {
  if (database !== undefined) return { connection: database, attached: false, close: async () => undefined }
  for (let waited = 0; ; waited += limits.folderPollMs) {
    const opened = findServer(dataFolder) ? attach(dataFolder, mode) : await open(dataFolder, mode)
    if (!isRefusal(opened) || !passing.has(opened.kind)) return opened
    if (waited >= limits.folderMs) return opened
    const owner = describeOwner(partsOf(dataFolder).postgres)
    if (waited === 0 && owner) onWait?.(owner.pid)
    await sleep(limits.folderPollMs)
  }
}

/** Refusals that end by themselves in a moment. */
const passing = new Set(['data-folder-in-use', 'postgres-not-ready', 'data-folder-not-open'])

async function open(dataFolder: string, mode: Wanted['mode']): Promise<Database | Refusal> {
  const cluster = await openCluster({ folder: partsOf(dataFolder).postgres })
  if (isRefusal(cluster)) return cluster
  const goSilent = mode === 'serve' ? announceServer(dataFolder) : () => undefined
  return {
    connection: cluster.connection,
    attached: false,
    close: async () => {
      goSilent()
      await cluster.stop()
    },
  }
}

function attach(dataFolder: string, mode: Wanted['mode']): Database | Refusal {
  if (mode === 'serve') {
    return refuse('already-serving', {
      message: `Process ${findServer(dataFolder)?.pid ?? ''} serves ${dataFolder} already.`,
      fix: 'Use that one, stop it, or choose another data folder with --data.',
      facts: { dataFolder },
    })
  }
  const connection = attachCluster(partsOf(dataFolder).postgres)
  return isRefusal(connection) ? connection : { connection, attached: true, close: async () => undefined }
}
