// How long runs wait when a node dies: `node --import tsx --conditions=source bench/failover.bench.ts`
// Twenty runs are under way when their node is killed (-9). Recovery: it is started again. Takeover: another node lives.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineMigrations, openEngine } from '#engine'
import { accepted, newId, realChance, realClock } from '#kernel'
import { openCluster } from '#postgres'
import { openStore, storeMigrations } from '#store'
import { deedMigration } from '../tests/simulation/deeds.ts'
import { worldlyWorks } from '../tests/simulation/effects.ts'
import { startNode } from '../tests/simulation/nodes.ts'

const runs = 20
const folder = mkdtempSync(join(tmpdir(), 'kontor-bench-'))
const cluster = accepted(await openCluster({ folder: join(folder, 'postgres') }))
const { connection } = cluster
const migrations = [...storeMigrations, ...engineMigrations, deedMigration]
const store = accepted(await openStore({ connection, migrations, clock: realClock(), chance: realChance() }))
const world = mkdtempSync(join(folder, 'world-'))
const works = worldlyWorks(world)
const isEnabled = async () => true
const clerk = await openEngine({
  store,
  connection,
  works,
  duties: [],
  isEnabled,
  mode: 'inline',
  limits: { atOnce: 0 },
})

/** Seconds from the death of the node, and from when `revive` was done, until every run has ended. */
async function timed(
  live: () => Promise<{ kill(): Promise<void> }>,
  revive: () => Promise<void>,
): Promise<{ all: number; ready: number }> {
  const company = newId('cmp', store.clock.now(), store.chance)
  await store.installation((rows) => rows('insert into store.companies (company_id) values ($1)', [company]))
  const node = await live()
  const start = (n: number) =>
    clerk.start({ company, role: 'support', work: works[0]!.name, input: { text: `${company} ${n}` } })
  await Promise.all(Array.from({ length: runs }, (_, n) => start(n)))
  await sleep(60)
  await node.kill()
  const killed = performance.now()
  await revive()
  const revived = performance.now()
  await clerk.drain()
  const ended = performance.now()
  return { all: (ended - killed) / 1_000, ready: (ended - revived) / 1_000 }
}

const living = async () => {
  const node = startNode({ connection, world })
  await node.ready
  return node
}
const second: { kill(): Promise<void> }[] = []
try {
  const recovery = await timed(living, async () => void second.push(await living()))
  await second.pop()!.kill()
  const takeover = await timed(
    async () => {
      const first = await living()
      second.push(await living())
      return first
    },
    async () => undefined,
  )
  console.log('| twenty runs after `kill -9` | seconds | bar |')
  console.log('|---|---|---|')
  console.log(
    `| the node is started again: from the kill, the start from source included | ${recovery.all.toFixed(1)} | |`,
  )
  console.log(`| the node is started again: from when it is ready | ${recovery.ready.toFixed(1)} | 3 |`)
  console.log(`| another node takes over | ${takeover.all.toFixed(1)} | 5 |`)
} finally {
  await Promise.all(second.map((node) => node.kill()))
  await clerk.stop()
  await store.close()
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
