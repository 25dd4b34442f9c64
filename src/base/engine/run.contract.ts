import { accepted, founder, isRefusal, minuteMs, plusMs } from '#kernel'
import { verifyLog } from '#store'
import { describe, expect, test } from 'vitest'
import { doDeed, proof, workOf } from '../../../tests/simulation/deeds.ts'
import { type Bench, gateOf, type Mode, startRun } from './bench.contract.ts'

/** What a run promises, carried by DBOS or by its twin. */
export function runContract(mode: Mode, bench: () => Bench): void {
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
        const id = await startRun(engine, company, work)
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
        const ids = await Promise.all([1, 2, 3, 4].map(() => startRun(engine, company, work, { key: 'order-1' })))
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
        const id = await startRun(engine, company, work)
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
        const id = await startRun(engine, company, work)
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
        const id = await startRun(engine, company, work)
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
        const ids = [await startRun(engine, company, claim), await startRun(engine, company, twice)]
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
        const id = await startRun(engine, company, work)
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
        const id = await startRun(engine, company, work)
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
      const ids: Awaited<ReturnType<typeof startRun>>[] = []
      await open({ works: [work] }, async (engine) => {
        ids.push(await startRun(engine, company, work))
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
