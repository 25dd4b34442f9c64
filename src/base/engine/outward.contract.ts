import { isRefusal, minuteMs, plusMs } from '#kernel'
import { NotActed } from '#engine'
import { describe, expect, test } from 'vitest'
import { proof, workOf } from '../../../tests/simulation/deeds.ts'
import { type Bench, type Mode, startRun } from './bench.contract.ts'

/** What an effect on the world promises. */
export function outwardContract(mode: Mode, bench: () => Bench): void {
  describe(`an effect on the world by ${mode}`, () => {
    test('reaches the world once for each key, also when two runs share it', async () => {
      const { store, open } = bench()
      const sent: string[] = []
      const work = workOf('deeds.send-invoice', async (run, { text }) => {
        const effect = { key: `invoice-${text}`, act: async (key: string) => ({ key, n: sent.push(key) }) }
        return proof({ sent: await run.outward('send', effect) })
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const ids = [await startRun(engine, company, work), await startRun(engine, company, work)]
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
        const [first, second] = [await startRun(engine, company, work), await startRun(engine, company, work)]
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
        const id = await startRun(engine, company, work)
        await engine.drain()
        await engine.advance(plusMs(store.clock.now(), 60 * minuteMs))
        expect(await engine.run(company, id)).toMatchObject({
          state: 'done',
          proof: { evidence: { repeat: 2, find: 99, never: 2 } },
        })
      })
      expect(acts).toEqual({ repeat: 2, find: 1, never: 2 })
    })
  })
}
