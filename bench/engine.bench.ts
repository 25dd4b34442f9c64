// Durable runs beside bare DBOS: `node --import tsx --conditions=source bench/engine.bench.ts`
// Each run has three transactional steps; a step writes one row and one log entry. Prints rows of a Markdown table.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { engineMigrations, openEngine } from '#engine'
import { accepted, newId, realChance, realClock } from '#kernel'
import { openCluster } from '#postgres'
import { type CompanyId, openPool, openStore, type Store, storeMigrations } from '#store'
import type pg from 'pg'
import { openDbosPool, urlOf } from '../src/base/engine/dbos-pool.ts'
import { deedMigration, doDeed, proof, workOf } from '../tests/simulation/deeds.ts'

const rounds = Number(process.env['ROUNDS'] ?? 3)
const poolSize = 8
const sizes = [
  { atOnce: 1, runs: 150 },
  { atOnce: 32, runs: 1_200 },
]

type Bed = { store: Store; companies: CompanyId[]; pool: pg.Pool }
type Size = { atOnce: number; runs: number }
type Contender = { name: string; measure: (bed: Bed, size: Size) => Promise<number> }

const folder = mkdtempSync(join(tmpdir(), 'kontor-bench-'))
const cluster = accepted(await openCluster({ folder: join(folder, 'postgres') }))
const { connection } = cluster
const migrations = [...storeMigrations, ...engineMigrations, deedMigration]
const store = accepted(await openStore({ connection, migrations, clock: realClock(), chance: realChance(), poolSize }))
const pool = openPool(connection, { size: poolSize })

/** The rows of one step, as plain SQL in one transaction of the same shape as a command's. */
async function writeStep(on: pg.Pool, company: CompanyId, text: string): Promise<void> {
  const client = await on.connect()
  try {
    await client.query(`begin; set local kontor.company = '${company}'`)
    await client.query({
      name: 'deed',
      text: 'insert into deeds.deeds (company_id, text) values ($1, $2)',
      values: [company, text],
    })
    await client.query({
      name: 'log',
      text: `select store.log_append($1, '2026-10-01T08:00:00.000Z', 'role:support', 'deeds.do-deed', 'd', '', array['deeds.deed-done'], array[$2])`,
      values: [company, JSON.stringify({ text })],
    })
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** `atOnce` workers share `runs` pieces of work; returns runs a second. */
async function rate(
  { atOnce, runs }: { atOnce: number; runs: number },
  one: (n: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < runs; n = next++) await one(n)
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (runs * 1_000) / (performance.now() - started)
}

const bareSql: Contender = {
  name: 'bare SQL',
  measure: (bed, size) =>
    rate(size, async (n) => {
      for (const step of ['one', 'two', 'three']) await writeStep(bed.pool, bed.companies[n % 32]!, step)
    }),
}

const bareWorkflow = DBOS.registerWorkflow(
  async (company: CompanyId) => {
    for (const name of ['one', 'two', 'three']) await DBOS.runStep(() => writeStep(pool, company, name), { name })
  },
  { name: 'bench.bare' },
)
const silent = () => undefined
const quiet = { info: silent, debug: silent, warn: silent, error: silent }

const bareDbos: Contender = {
  name: 'bare DBOS',
  measure: async (bed, size) => {
    const dbosPool = openDbosPool(connection, poolSize)
    DBOS.setConfig({
      name: 'bench',
      systemDatabaseUrl: urlOf(connection),
      systemDatabasePool: dbosPool,
      systemDatabaseSchemaName: 'bare_dbos',
      useListenNotify: false,
      logger: quiet,
    })
    await DBOS.launch()
    try {
      return await rate(size, async (n) => (await DBOS.startWorkflow(bareWorkflow)(bed.companies[n % 32]!)).getResult())
    } finally {
      await DBOS.shutdown()
      await dbosPool.end()
    }
  },
}

const threeSteps = workOf('deeds.do-three', async (run) => {
  for (const step of ['one', 'two', 'three']) accepted(await run.command(step, doDeed, { text: step }))
  return proof()
})

const kontor: Contender = {
  name: 'Kontor',
  measure: async (bed, { atOnce, runs }) => {
    const limits = { atOnce, perCompany: 100, perRole: 100 }
    const works = [threeSteps]
    const isEnabled = async () => true
    const engine = await openEngine({ store, connection, works, duties: [], isEnabled, mode: 'dbos', limits })
    try {
      const started = performance.now()
      await rate({ atOnce: 64, runs }, (n) =>
        engine.start({ company: bed.companies[n % 32]!, role: 'support', work: threeSteps.name, input: { text: '' } }),
      )
      await engine.drain()
      return (runs * 1_000) / (performance.now() - started)
    } finally {
      await engine.stop()
    }
  },
}

/** The middle rate of each, taken in turns, so that what else the machine does falls on all alike. */
async function medians(size: Size): Promise<[number, number, number]> {
  const rates: number[][] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    for (const [n, { measure }] of [bareSql, bareDbos, kontor].entries())
      rates[n]!.push(await measure(await bed(), size))
  }
  const [sql, dbos, ours] = rates.map((all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!)
  return [sql!, dbos!, ours!]
}

async function bed(): Promise<Bed> {
  const companies = Array.from({ length: 32 }, () => newId('cmp', store.clock.now(), store.chance))
  const values = `insert into store.companies (company_id) select unnest($1::text[])`
  await store.installation((rows) => rows(values, [companies]))
  return { store, companies, pool }
}

try {
  console.log('| three-step runs a second | bare SQL | bare DBOS | Kontor | Kontor / DBOS |')
  console.log('|---|---|---|---|---|')
  for (const size of sizes) {
    const [sql, dbos, ours] = await medians(size)
    const cells = [sql, dbos, ours].map((it) => it.toFixed(0))
    console.log(`| ${size.atOnce} at once | ${cells.join(' | ')} | ${((ours / dbos) * 100).toFixed(0)} % |`)
  }
} finally {
  await pool.end()
  await store.close()
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
