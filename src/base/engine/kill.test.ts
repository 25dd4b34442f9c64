import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineMigrations } from '#engine'
import { accepted, newId, realChance, realClock, seededChance } from '#kernel'
import { openCluster } from '#postgres'
import { openStore, type Store, storeMigrations } from '#store'
import { openTestStore } from '#testing'
import { expect, test } from 'vitest'
import { deedMigration } from '../../../tests/simulation/deeds.ts'
import { type Aftermath, liveThrough } from '../../../tests/simulation/hard-times.ts'

/** KONTOR_KILL_SEEDS=1,2,3 tries other fates, KONTOR_KILLS=20 longer ones. */
const seeds = (process.env['KONTOR_KILL_SEEDS'] ?? '1').split(',').map(Number)
const strikes = Number(process.env['KONTOR_KILLS'] ?? 4)
const runs = strikes * 12
const patience = { timeout: 30_000 + strikes * 10_000 }

test.each(seeds)('whatever of two nodes is killed, everything happens once (seed %i)', patience, async (seed) => {
  const chance = seededChance(seed)
  const store = await openTestStore([...engineMigrations, deedMigration], { clock: realClock() })
  const { connection } = store
  const after = await liveThrough({
    store,
    connection,
    chance,
    nodes: 2,
    strikes,
    runs,
    strike: (_, restart) => restart(chance.fraction() < 0.5 ? 0 : 1),
  })
  expectOnce(after)
})

test.each(seeds)(
  'whatever of PostgreSQL and Kontor is killed, everything happens once (seed %i)',
  patience,
  async (seed) => {
    const chance = seededChance(seed)
    const cluster = accepted(await openCluster({ folder: mkdtempSync(join(tmpdir(), 'kontor-cluster-')) }))
    const migrations = [...storeMigrations, ...engineMigrations, deedMigration]
    const { connection } = cluster
    const store = accepted(await openStore({ connection, migrations, clock: realClock(), chance: realChance() }))
    try {
      const after = await liveThrough({
        store: { ...store, company: () => newCompany(store) },
        connection,
        chance,
        nodes: 1,
        strikes,
        runs,
        strike: async (_, restart) => {
          const fate = chance.fraction()
          if (fate < 0.7) process.kill(cluster.pid, 'SIGKILL')
          if (fate > 0.4) await restart(0)
        },
      })
      expectOnce(after)
    } finally {
      await store.close()
      await cluster.stop()
    }
  },
)

async function newCompany(store: Store) {
  const company = newId('cmp', store.clock.now(), store.chance)
  await store.installation((rows) => rows('insert into store.companies (company_id) values ($1)', [company]))
  return company
}

/** Every effect exactly once in the database, at most once outside; a run that does not end well says why. */
function expectOnce({ runs: ended, deeds, acts, logs }: Aftermath): void {
  expect(ended).toHaveLength(runs)
  for (const verdict of logs) expect(verdict).toMatchObject({ ok: true })
  for (const run of ended) {
    const { text } = run.input as { text: string }
    const done = run.state === 'done'
    const uncertain = run.work === 'deeds.act-blindly' && run.error?.kind === 'uncertain'
    expect(done || uncertain, JSON.stringify(run)).toBe(true)
    expect(deeds.filter((deed) => deed === `${text} first`)).toHaveLength(1)
    expect(deeds.filter((deed) => deed === `${text} second ${run.id}`)).toHaveLength(done ? 1 : 0)
    expect(acts[`${text}-act`] ?? 0).toBeLessThanOrEqual(1)
    if (done) expect(acts[`${text}-act`]).toBe(1)
  }
}
