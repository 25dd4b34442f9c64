import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepted } from '#kernel'
import { type Cluster, openCluster } from '#postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { arriving, expectOnce } from './exactly-once.ts'
import { openProcesses, type Processes } from './kontor-process.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'kontor-nodes-'))
const scene: { cluster?: Cluster; kontor?: Processes } = {}
const kontor = () => scene.kontor!
beforeAll(async () => {
  const cluster = accepted(await openCluster({ folder: join(folder, 'postgres') }))
  scene.cluster = cluster
  const { host, user, database } = cluster.connection
  scene.kontor = openProcesses({
    DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
  })
})
afterAll(async () => {
  await scene.cluster?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('two nodes share one database: they start at once, and when one is killed the other does its work, once', async () => {
  const [one, two] = await Promise.all([kontor().serve(), kontor().serve()])
  await kontor().runApart('launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes')
  const half = Math.ceil(arriving.length / 2)
  const first = kontor().start('import', 'quiet-inbox', ...arriving.slice(0, half), '--json')
  await sleep(2_000)
  one.child.kill('SIGKILL')
  expect((await first.ended).out).toMatch(/^\{"ok":true,/)
  const third = await kontor().serve()
  await kontor().runApart('import', 'quiet-inbox', ...arriving.slice(half))
  two.child.kill('SIGKILL')
  await Promise.all([one.ended, two.ended])
  await kontor().runApart('import', 'quiet-inbox', ...arriving)
  await expectOnce(kontor())
  third.child.kill('SIGTERM')
  expect(await third.ended).toMatchObject({ code: 0 })
})
