import { type Refusal, refuse } from '#kernel'
import { describeOwner } from './owner.ts'
import { placeOf } from './place.ts'
import { readPostmasterFile, serversOn } from './processes.ts'
import { databaseName, ownerRole, port } from './settings.ts'

/** What `pg` needs to connect: `host` is the folder of the private socket. No TLS is spoken on it. */
export type Connection = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly ssl: false
}

export function connectionTo(socketFolder: string): Connection {
  return { host: socketFolder, port, user: ownerRole, database: databaseName, ssl: false }
}

/** The connection of a cluster that another living process has open on this folder. */
export function attachCluster(folder: string): Connection | Refusal {
  const owner = describeOwner(folder)
  if (!owner) {
    return refuse('data-folder-not-open', {
      message: `no process has ${folder} open`,
      fix: 'Start Kontor on it with kontor serve, or open it yourself',
      facts: { folder },
    })
  }
  const { cluster } = placeOf(folder)
  const file = readPostmasterFile(cluster)
  if (file?.ready && serversOn(cluster).includes(file.pid)) return connectionTo(file.socketFolder)
  return refuse('postgres-not-ready', {
    message: `process ${owner.pid} has ${folder} open, but its PostgreSQL is not ready yet`,
    fix: 'Try again in a moment',
    facts: { folder, pid: owner.pid },
  })
}
