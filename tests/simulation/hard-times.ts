import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEngine, type Run } from '#engine'
import { accepted, type Chance } from '#kernel'
import { type CompanyId, type Connection, type LogVerdict, type Store, verifyLog } from '#store'
import { actsIn, worldlyWorks } from './effects.ts'
import { type EngineNode, startNode } from './nodes.ts'

export type HardTimes = {
  readonly store: Store & { company(): Promise<CompanyId> }
  readonly connection: Connection
  readonly chance: Chance
  readonly nodes: number
  readonly strikes: number
  readonly runs: number
  /** Kills something; what it kills among the nodes it starts again with `restart`. */
  strike(nodes: EngineNode[], restart: (index: number) => Promise<void>): Promise<void>
}

export type Aftermath = {
  readonly runs: readonly Run[]
  readonly deeds: readonly string[]
  readonly acts: Readonly<Record<string, number>>
  readonly logs: readonly LogVerdict[]
}

/** Starts runs while nodes, or the database, are killed; returns what there is when everything has settled. */
export async function liveThrough(times: HardTimes): Promise<Aftermath> {
  const { store, connection, chance } = times
  const world = mkdtempSync(join(tmpdir(), 'kontor-world-'))
  const works = worldlyWorks(world)
  const nodes = Array.from({ length: times.nodes }, () => startNode({ connection, world }))
  const restart = async (index: number): Promise<void> => {
    await nodes[index]!.kill()
    nodes[index] = startNode({ connection, world })
    if (chance.fraction() < 0.7) await nodes[index].ready
  }
  // This one only hands in work: it takes no run itself.
  const isEnabled = async () => true
  const limits = { atOnce: 0 }
  const clerk = await openEngine({ store, connection, works, duties: [], isEnabled, mode: 'inline', limits })
  try {
    await Promise.all(nodes.map((node) => node.ready))
    const companies = [await store.company(), await store.company()]
    for (let strike = 0; strike < times.strikes; strike++) {
      for (let n = 0; n < times.runs / times.strikes; n++) {
        const text = `${strike}-${n}`
        const start = { company: companies[n % 3 === 0 ? 0 : 1]!, role: 'support', work: works[n % 2]!.name, key: text }
        accepted(await insist(() => clerk.start({ ...start, input: { text } })))
      }
      await sleep(20 + chance.fraction() * 150)
      await times.strike(nodes, restart)
    }
    await insist(() => clerk.drain())
    return {
      runs: (await Promise.all(companies.map((it) => clerk.runs(it, { limit: 200 })))).flatMap(accepted),
      deeds: (await Promise.all(companies.map((it) => deedsOf(store, it)))).flat(),
      acts: actsIn(world),
      logs: await Promise.all(companies.map((it) => store.read(it, verifyLog))),
    }
  } finally {
    await clerk.stop()
    await Promise.all(nodes.map((node) => node.kill()))
  }
}

/** Asks again while the database is away; a key makes that safe. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (attempt >= 200) throw error
      await sleep(50)
    }
  }
}

async function deedsOf(store: Store, company: CompanyId): Promise<string[]> {
  const sql = 'select text from deeds.deeds where company_id = $1'
  return (await store.read(company, (tx) => tx.rows<{ text: string }>(sql, [company]))).map((it) => it.text)
}
