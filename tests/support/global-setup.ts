import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted } from '#kernel'
import { openCluster } from '#postgres'
import type { TestProject } from 'vitest/node'

/** One embedded PostgreSQL for the whole test run; KONTOR_TEST_SOCKET names one that runs already. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const host = process.env['KONTOR_TEST_SOCKET']
  if (host) {
    project.provide('server', { host, port: 5432, user: 'kontor_owner', database: 'postgres' })
    return async () => undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'kontor-tests-'))
  // Tests may lose their data with the machine; everything else is as in use.
  const cluster = accepted(
    await openCluster({ folder: join(folder, 'postgres'), settings: { fsync: 'off', max_connections: '300' } }),
  )
  project.provide('server', { ...cluster.connection, database: 'postgres' })
  return async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
