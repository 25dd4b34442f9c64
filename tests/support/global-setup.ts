import type { TestProject } from 'vitest/node'

/** One PostgreSQL for the whole test run: embedded, or the one that TEST_SOCKET names while developing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const host = process.env['KONTOR_TEST_SOCKET']
  if (host) {
    project.provide('server', { host, port: 5432, user: 'kontor_owner', database: 'postgres' })
    return async () => undefined
  }
  throw new Error('set KONTOR_TEST_SOCKET')
}
