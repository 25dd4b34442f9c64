import { accepted } from '#kernel'
import { type Duty, type Engine, type EngineLimits, engineMigrations, openEngine, type RunId, type Work } from '#engine'
import type { CompanyId } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll } from 'vitest'
import { deedMigration } from '../../../tests/simulation/deeds.ts'

export type Mode = 'dbos' | 'inline'

export type Bench = {
  readonly store: TestStore
  readonly deeds: (company: CompanyId) => Promise<string[]>
  readonly facts: (company: CompanyId, type: string) => Promise<unknown[]>
  /** An engine for one test, stopped when the test ends. */
  readonly open: (given: Given, body: (engine: Engine) => Promise<void>) => Promise<void>
}
type Given = {
  works?: readonly Work[]
  duties?: readonly Duty[]
  limits?: Partial<EngineLimits>
  enabled?: (company: CompanyId, role: string) => boolean
}

/** A store for the tests of one file, and what they look at. */
export function engineBench(mode: Mode): () => Bench {
  const opened: { store?: TestStore } = {}
  beforeAll(async () => {
    opened.store = await openTestStore([...engineMigrations, deedMigration])
  })
  return () => {
    const store = opened.store!
    const texts = (company: CompanyId, sql: string, values: string[] = []) =>
      store.read(company, async (tx) => (await tx.rows<{ it: string }>(sql, [company, ...values])).map(({ it }) => it))
    return {
      store,
      deeds: (company) => texts(company, 'select text as it from deeds.deeds where company_id = $1 order by n'),
      facts: async (company, type) =>
        (
          await texts(company, 'select body as it from store.log where company_id = $1 and type = $2 order by seq', [
            type,
          ])
        ).map((it) => JSON.parse(it) as unknown),
      open: async ({ works = [], duties = [], limits = {}, enabled = () => true }, body) => {
        const isEnabled = async (company: CompanyId, role: string) => enabled(company, role)
        const engine = await openEngine({ store, connection: store.connection, works, duties, isEnabled, mode, limits })
        try {
          await body(engine)
        } finally {
          await engine.stop()
        }
      },
    }
  }
}

/** A place in a work at which the test holds it. */
export function gateOf() {
  const gate = { reach: () => {}, open: () => {} }
  const reached = new Promise<void>((resolve) => (gate.reach = resolve))
  const opened = new Promise<void>((resolve) => (gate.open = resolve))
  return {
    reached,
    open: () => gate.open(),
    pass: () => {
      gate.reach()
      return opened
    },
  }
}

export type StartMore = { text?: string; key?: string; role?: string }

export async function startRun(engine: Engine, company: CompanyId, work: Work, more: StartMore = {}): Promise<RunId> {
  const { text = 'a', key, role = 'support' } = more
  return accepted(await engine.start({ company, role, work: work.name, input: { text }, ...(key ? { key } : {}) }))
}
