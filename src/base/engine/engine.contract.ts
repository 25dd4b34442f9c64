import { accepted, defineEvent, founder, isRefusal, minuteMs, plusMs, refuse, type Refusal } from '#kernel'
import {
  defineWork,
  type Duty,
  type Engine,
  type EngineLimits,
  engineMigrations,
  NotActed,
  openEngine,
  type RunContext,
  type Proof,
  type Work,
} from '#engine'
import { type CompanyId, defineCommand, type Migration, verifyLog } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

export type Mode = 'dbos' | 'inline'

const deedMigration: Migration = {
  id: 'deeds/0001-deeds',
  checksum: 'a',
  sql: `select store.open_room('deeds');
    create table deeds.deeds (company_id text not null, n serial, text text not null, primary key (company_id, n));
    grant usage on sequence deeds.deeds_n_seq to kontor_app;
    select store.protect('deeds.deeds');`,
}
export const deedDone = defineEvent<{ text: string }>('deeds.deed-done')
export const doDeed = defineCommand({
  name: 'deeds.do-deed',
  summary: 'Writes a deed',
  who: ['founder', 'role'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  async run(tx, { text }) {
    await tx.rows('insert into deeds.deeds (company_id, text) values ($1, $2)', [tx.company, text])
    tx.append(deedDone, { text })
    if (text === 'forbidden') return refuse('forbidden-deed', { message: 'This may not be done.' })
    return { text }
  },
})

type Body = (run: RunContext, input: { text: string }) => Promise<Proof | Refusal>

/** A work of the tests: its name, and what a run of it does. */
export function workOf(name: string, run: Body, more: { attempts?: number } = {}) {
  return defineWork({ name, version: 1, summary: name, input: z.strictObject({ text: z.string() }), run, ...more })
}

export const proof = (evidence: Record<string, unknown> = { ok: true }): Proof => ({ done: 'It is done.', evidence })

export type Bench = {
  readonly store: TestStore
  deeds(company: CompanyId): Promise<string[]>
  facts(company: CompanyId, type: string): Promise<unknown[]>
  /** An engine for one test, stopped when the test ends. */
  open(given: Given, body: (engine: Engine) => Promise<void>): Promise<void>
}
export type Given = {
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

/** What a run of an engine promises, for DBOS and for its twin. */
export function runContract(mode: Mode): void {
  const bench = engineBench(mode)
  const start = async (
    engine: Engine,
    company: CompanyId,
    work: Work,
    more: { text?: string; key?: string; role?: string } = {},
  ) => {
    const { text = 'a', key, role = 'support' } = more
    return accepted(await engine.start({ company, role, work: work.name, input: { text }, ...(key ? { key } : {}) }))
  }

  describe(`a run carried by ${mode}`, () => {
    test('ends with its proof, its rows and its facts in a log that verifies', async () => {
      const { store, open, deeds, facts } = bench()
      const work = workOf('deeds.do-three', async (run, { text }) => {
        for (const step of ['one', 'two', 'three'])
          accepted(await run.command(step, doDeed, { text: `${text} ${step}` }))
        return proof({ deeds: 3 })
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({
          state: 'done',
          attempt: 0,
          proof: { done: 'It is done.', evidence: { deeds: 3 } },
          steps: [{ step: 'one' }, { step: 'two' }, { step: 'three', kind: 'command', outcome: { text: 'a three' } }],
        })
        expect(await facts(company, 'engine.run-done')).toMatchObject([{ run: id, evidence: { deeds: 3 } }])
      })
      expect(await deeds(company)).toEqual(['a one', 'a two', 'a three'])
      expect(await store.read(company, verifyLog)).toMatchObject({ ok: true, lines: 4 })
    })

    test('starts once for one key, also when it is asked for four times at the same moment', async () => {
      const { store, open, deeds } = bench()
      const work = workOf('deeds.do-one', async (run, { text }) => {
        await run.command('deed', doDeed, { text })
        return proof()
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const ids = await Promise.all([1, 2, 3, 4].map(() => start(engine, company, work, { key: 'order-1' })))
        expect(new Set(ids).size).toBe(1)
        const other = await engine.start({
          company,
          role: 'support',
          work: work.name,
          input: { text: 'b' },
          key: 'order-1',
        })
        expect(other).toMatchObject({ kind: 'idempotency-conflict' })
        await engine.drain()
        expect(await deeds(company)).toEqual(['a'])
      })
    })

    test('is tried again after an error, with every finished step remembered and no command done twice', async () => {
      const { store, open, deeds } = bench()
      const seen = { plain: 0, tries: 0, moments: new Set<string>() }
      const work = workOf('deeds.try-again', async (run) => {
        const drawn = await run.step('draw', async () => ({ n: ++seen.plain }))
        seen.moments.add(run.now())
        accepted(await run.command('deed', doDeed, { text: `n${drawn.n}` }))
        if (++seen.tries < 3) throw new Error('the world is away')
        return proof(drawn)
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({
          state: 'waiting-retry',
          attempt: 1,
          error: { message: 'Error: the world is away' },
        })
        await engine.advance(plusMs(store.clock.now(), 60 * minuteMs))
        expect(await engine.run(company, id)).toMatchObject({
          state: 'done',
          attempt: 2,
          proof: { evidence: { n: 1 } },
        })
      })
      expect(seen).toMatchObject({ plain: 1, tries: 3 })
      expect(seen.moments.size).toBe(1)
      expect(await deeds(company)).toEqual(['n1'])
    })

    test('is dead after its last attempt, with the reason in the log, and goes on where it was when it is resumed', async () => {
      const { store, open, deeds, facts } = bench()
      const world = { up: false }
      const work = workOf(
        'deeds.give-up',
        async (run) => {
          accepted(await run.command('before', doDeed, { text: 'before' }))
          if (!world.up) throw new Error('still away')
          accepted(await run.command('after', doDeed, { text: 'after' }))
          return proof()
        },
        { attempts: 2 },
      )
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        await engine.advance(plusMs(store.clock.now(), 60 * minuteMs))
        expect(await engine.run(company, id)).toMatchObject({ state: 'dead', attempt: 2 })
        expect(await facts(company, 'engine.run-died')).toMatchObject([
          { run: id, kind: 'failed', reason: 'Error: still away' },
        ])
        world.up = true
        expect(await engine.resume(company, id)).toBeUndefined()
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({ state: 'done' })
        expect(await engine.resume(company, id)).toMatchObject({ kind: 'run-not-dead' })
      })
      expect(await deeds(company)).toEqual(['before', 'after'])
    })

    test('ends as refused when the work says no, and keeps no trace of a command that was refused', async () => {
      const { store, open, deeds, facts } = bench()
      const work = workOf('deeds.be-refused', async (run) => {
        const no = await run.command('deed', doDeed, { text: 'forbidden' })
        return isRefusal(no) ? no : proof()
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({
          state: 'refused',
          error: { kind: 'forbidden-deed' },
          steps: [],
        })
        expect(await facts(company, 'engine.run-refused')).toMatchObject([{ refusal: { kind: 'forbidden-deed' } }])
      })
      expect(await deeds(company)).toEqual([])
    })

    test('does not count as done without evidence, and cannot use one step name twice', async () => {
      const { store, open } = bench()
      const claim = workOf('deeds.claim-only', async () => ({ done: 'Trust me.', evidence: {} }))
      const twice = workOf(
        'deeds.same-name',
        async (run) => {
          await run.step('s', async () => 1)
          await run.step('s', async () => 2)
          return proof()
        },
        { attempts: 1 },
      )
      const company = await store.company()
      await open({ works: [claim, twice] }, async (engine) => {
        const ids = [await start(engine, company, claim), await start(engine, company, twice)]
        await engine.drain()
        const ended = await Promise.all(ids.map((id) => engine.run(company, id)))
        expect(ended).toMatchObject([
          { state: 'dead', error: { kind: 'no-proof' } },
          { state: 'dead', error: { kind: 'failed', message: expect.stringContaining('used twice') as string } },
        ])
      })
    })

    test('takes no further step once it is cancelled', async () => {
      const { store, open, deeds, facts } = bench()
      const gate = gateOf()
      const work = workOf('deeds.long-one', async (run) => {
        accepted(await run.command('first', doDeed, { text: 'first' }))
        await run.step('wait', () => gate.pass())
        accepted(await run.command('second', doDeed, { text: 'second' }))
        return proof()
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await gate.reached
        expect(await engine.cancel(company, id, founder)).toBeUndefined()
        gate.open()
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({ state: 'cancelled' })
        expect(await engine.cancel(company, id)).toMatchObject({ kind: 'run-ended' })
      })
      expect(await deeds(company)).toEqual(['first'])
      expect(await facts(company, 'engine.run-cancelled')).toHaveLength(1)
    })

    test('can be gone through again by its records without doing anything', async () => {
      const { store, open, deeds } = bench()
      const acts: string[] = []
      const work = workOf('deeds.be-replayed', async (run) => {
        const drawn = await run.step('draw', async () => acts.push('draw'))
        accepted(await run.command('deed', doDeed, { text: `drawn ${drawn}` }))
        const sent = await run.outward('send', { act: async () => ({ id: acts.push('send') }) })
        return proof({ sent })
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        const again = accepted(await engine.replay(company, id))
        expect(again.steps.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
          'step draw',
          'command deed',
          'outward send',
        ])
        expect(again.end).toEqual({ kind: 'done', proof: proof({ sent: { id: 2 } }) })
      })
      expect(acts).toEqual(['draw', 'send'])
      expect(await deeds(company)).toEqual(['drawn 1'])
    })

    test('reaches the world once for each key, also when two runs share it', async () => {
      const { store, open } = bench()
      const sent: string[] = []
      const work = workOf('deeds.send-invoice', async (run, { text }) => {
        const effect = { key: `invoice-${text}`, act: async (key: string) => ({ key, n: sent.push(key) }) }
        return proof({ sent: await run.outward('send', effect) })
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const ids = [await start(engine, company, work), await start(engine, company, work)]
        await engine.drain()
        await engine.advance(plusMs(store.clock.now(), 60 * minuteMs))
        const both = await Promise.all(ids.map((id) => engine.run(company, id)))
        expect(both.map((it) => !isRefusal(it) && it.proof?.evidence)).toEqual([
          { sent: { key: 'invoice-a', n: 1 } },
          { sent: { key: 'invoice-a', n: 1 } },
        ])
      })
      expect(sent).toEqual(['invoice-a'])
    })

    test('dies as uncertain when an effect may have happened, and a person decides', async () => {
      const { store, open } = bench()
      const acts: string[] = []
      const work = workOf('deeds.lose-answer', async (run) => {
        const act = async (key: string) => {
          acts.push(key)
          if (acts.length === 1) throw new Error('the line broke')
          return 'second'
        }
        return proof({ answer: await run.outward('send', { act }) })
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const [first, second] = [await start(engine, company, work), await start(engine, company, work)]
        await engine.drain()
        const dead = [first, second].find((id) => acts[0]?.startsWith(id))!
        expect(await engine.run(company, dead)).toMatchObject({ state: 'dead', error: { kind: 'uncertain' } })
        expect(await engine.resume(company, dead)).toMatchObject({ kind: 'uncertain-effect' })
        expect(await engine.resume(company, dead, { uncertain: 'happened', result: 'seen' })).toBeUndefined()
        await engine.drain()
        expect(await engine.run(company, dead)).toMatchObject({
          state: 'done',
          proof: { evidence: { answer: 'seen' } },
        })
      })
      expect(acts).toHaveLength(2)
    })

    test('acts again after an error only where that is known to be safe', async () => {
      const { store, open } = bench()
      const acts: Record<string, number> = { repeat: 0, find: 0, never: 0 }
      const failsOnce = (name: string, error: Error) => async () => {
        acts[name] = acts[name]! + 1
        if (acts[name] === 1) throw error
        return acts[name]
      }
      const work = workOf('deeds.act-again', async (run) =>
        proof({
          repeat: await run.outward('repeat', { act: failsOnce('repeat', new Error('cut off')), repeatable: true }),
          find: await run.outward('find', { act: failsOnce('find', new Error('cut off')), find: async () => 99 }),
          never: await run.outward('never', { act: failsOnce('never', new NotActed('nobody answered')) }),
        }),
      )
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await start(engine, company, work)
        await engine.drain()
        await engine.advance(plusMs(store.clock.now(), 60 * minuteMs))
        expect(await engine.run(company, id)).toMatchObject({
          state: 'done',
          proof: { evidence: { repeat: 2, find: 99, never: 2 } },
        })
      })
      expect(acts).toEqual({ repeat: 2, find: 1, never: 2 })
    })

    test('goes on in the next process when this one is stopped', async () => {
      const { store, open, deeds } = bench()
      const gate = gateOf()
      const plain: string[] = []
      const work = workOf('deeds.outlive', async (run) => {
        await run.step('plain', async () => plain.push('plain'))
        accepted(await run.command('first', doDeed, { text: 'first' }))
        await gate.pass()
        accepted(await run.command('second', doDeed, { text: 'second' }))
        return proof()
      })
      const company = await store.company()
      const ids: Awaited<ReturnType<typeof start>>[] = []
      await open({ works: [work] }, async (engine) => {
        ids.push(await start(engine, company, work))
        await gate.reached
        setTimeout(() => gate.open(), 30)
      })
      expect(await deeds(company)).toEqual(['first'])
      await open({ works: [work] }, async (engine) => {
        await engine.drain()
        expect(await engine.run(company, ids[0]!)).toMatchObject({ state: 'done', attempt: 0 })
      })
      expect(await deeds(company)).toEqual(['first', 'second'])
      if (mode === 'dbos') expect(plain).toEqual(['plain'])
    })
  })
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
