// Twenty runs whose node is killed with kill -9 while they act: how long until they have ended, and whether all is there once.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineMigrations, openEngine } from '#engine'
import { accepted } from '#kernel'
import { type CompanyId, type Store, verifyLog } from '#store'
import { deedMigration } from '../tests/simulation/deeds.ts'
import { actsIn, worldlyWorks } from '../tests/simulation/effects.ts'
import { type EngineNode, startNode } from '../tests/simulation/nodes.ts'
import { addCompanies, type Bed, inFolder, numberedCompany, onBed } from './bed.ts'
import { atMost, median, type Row, shown } from './row.ts'

const rounds = 3
const runs = 20
const pollMs = 2

export async function rows(): Promise<Row[]> {
  return onBed([...engineMigrations, deedMigration], (bed) =>
    inFolder(async (folder) => {
      const restarts: Strike[] = []
      const takeovers: Strike[] = []
      for (let round = 0; round < rounds; round++) {
        restarts.push(await strike(bed, join(folder, `restart-${round}`), { round: 2 * round, nodes: 1 }))
        takeovers.push(await strike(bed, join(folder, `takeover-${round}`), { round: 2 * round + 1, nodes: 2 }))
      }
      const seconds = (of: Strike[]): number => median(of.map((it) => it.seconds))
      const fromKill = median(restarts.map((it) => it.fromKill))
      const wrong = [...restarts, ...takeovers].reduce((sum, it) => sum + it.wrong, 0)
      return [
        atMost(`${runs} runs after kill -9, by a node started then, once it is ready`, {
          ours: seconds(restarts),
          limit: 3,
          unit: 's',
        }),
        shown('the same, from the kill, start from source included', { ours: fromKill, unit: 's' }),
        atMost(`${runs} runs after kill -9, taken over by a second node`, {
          ours: seconds(takeovers),
          limit: 5,
          unit: 's',
        }),
        { ...atMost('of these, lost or done twice', { ours: wrong, limit: 0, unit: 'effects' }), ratio: undefined },
      ]
    }),
  )
}

/** `seconds` is from when a node is there to go on; `fromKill` counts its start, from source, as well. */
type Strike = { seconds: number; fromKill: number; wrong: number }

/** Kills the first node as soon as a run acts on the world, and waits until all runs have ended. */
async function strike(bed: Bed, world: string, { round, nodes }: { round: number; nodes: 1 | 2 }): Promise<Strike> {
  mkdirSync(world)
  const store = await bed.open()
  const company = numberedCompany(round)
  await addCompanies(store, [company])
  const works = worldlyWorks(world)
  const options = { connection: bed.connection, world }
  const first = startNode(options)
  const others: EngineNode[] = []
  // This one only hands in work and looks on: it takes no run itself.
  const limits = { atOnce: 0 }
  const isEnabled = async (): Promise<boolean> => true
  const clerk = await openEngine({
    store,
    connection: bed.connection,
    works,
    duties: [],
    isEnabled,
    mode: 'inline',
    limits,
  })
  try {
    const second = nodes === 2 ? startNode(options) : undefined
    if (second) others.push(second)
    await Promise.all([first.ready, second?.ready])
    const work = works[0]?.name ?? ''
    const texts = Array.from({ length: runs }, (_, n) => `${round}-${n}`)
    const start = { company, role: 'support', work }
    await Promise.all(texts.map(async (text) => accepted(await clerk.start({ ...start, key: text, input: { text } }))))
    while (Object.keys(actsIn(world)).length === 0) await sleep(pollMs)
    await first.kill()
    const killed = performance.now()
    if (nodes === 1) others.push(await readyNode(options))
    const ready = performance.now()
    await clerk.drain()
    const ended = performance.now()
    const wrong = await wrongIn(store, { company, world, texts })
    return { seconds: (ended - ready) / 1_000, fromKill: (ended - killed) / 1_000, wrong }
  } finally {
    await clerk.stop()
    await Promise.all([first, ...others].map((node) => node.kill()))
    await store.close()
  }
}

async function readyNode(options: Parameters<typeof startNode>[0]): Promise<EngineNode> {
  const node = startNode(options)
  await node.ready
  return node
}

type Expected = { company: CompanyId; world: string; texts: readonly string[] }

async function wrongIn(store: Store, { company, world, texts }: Expected): Promise<number> {
  const sql = 'select text from deeds.deeds where company_id = $1'
  const deeds = (await store.read(company, (tx) => tx.rows<{ text: string }>(sql, [company]))).map((it) => it.text)
  const acts = new Map(Object.entries(actsIn(world)))
  const log = await store.read(company, verifyLog)
  const effects = (text: string): string => {
    const first = deeds.filter((deed) => deed === `${text} first`).length
    const second = deeds.filter((deed) => deed.startsWith(`${text} second `)).length
    return `${first} first, ${acts.get(`${text}-act`) ?? 0} acts, ${second} second`
  }
  const wrong = texts.filter((text) => effects(text) !== '1 first, 1 acts, 1 second')
  for (const text of wrong) process.stderr.write(`  ${text}: ${effects(text)}\n`)
  if (!log.ok) process.stderr.write(`  log: ${log.why}\n`)
  return wrong.length + (log.ok ? 0 : 1)
}
