import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bed } from './bed.ts'

const run = promisify(execFile)

/** Debian's pgbench; undefined where it is not installed. */
export function findPgbench(): string | undefined {
  const packages = '/usr/lib/postgresql'
  const versions = existsSync(packages) ? readdirSync(packages).sort().reverse() : []
  const places = ['/usr/bin/pgbench', ...versions.map((version) => join(packages, version, 'bin', 'pgbench'))]
  return places.find((place) => existsSync(place))
}

export type Pgbench = {
  readonly program: string
  readonly connection: Bed['connection']
  readonly folder: string
  readonly script: string
  readonly clients: number
  readonly seconds: number
  readonly variables: Readonly<Record<string, string>>
}

/** Transactions a second of one script in prepared mode, as the application's role. */
export async function pgbench(options: Pgbench): Promise<number> {
  const { program, connection, folder, script, clients, seconds, variables } = options
  const file = join(folder, 'script.sql')
  writeFileSync(file, script)
  const { host, port, user, database } = connection
  const given = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const threads = String(Math.min(clients, availableParallelism()))
  const load = ['-n', '-M', 'prepared', '-f', file, '-T', String(seconds), '-c', String(clients), '-j', threads]
  const server = ['-h', host, '-p', String(port), '-U', user, database]
  const env = { ...process.env, PGOPTIONS: '-c role=kontor_app' }
  const { stdout } = await run(program, [...load, ...given, ...server], { env })
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1]
  if (!tps) throw new Error(`pgbench printed no figure:\n${stdout}`)
  return Number(tps)
}
