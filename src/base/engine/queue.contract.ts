import { setTimeout as sleep } from 'node:timers/promises'
import type { CompanyId } from '#store'
import { describe, expect, test } from 'vitest'
import { proof, workOf } from '../../../tests/simulation/deeds.ts'
import { type Bench, gateOf, type Mode, startRun } from './bench.contract.ts'

/** What the queue promises to companies that share it. */
export function queueContract(mode: Mode, bench: () => Bench): void {
  describe(`the queue of ${mode}`, () => {
    test('a small company is next, however much a noisy one has queued before it', async () => {
      const { store, open } = bench()
      const gate = gateOf()
      const order: string[] = []
      const work = workOf('deeds.take-turns', async (run, { text }) => {
        if (order.length === 0) await gate.pass()
        order.push(text)
        return proof({ run: run.id })
      })
      const [noisy, small] = [await store.company(), await store.company()]
      await open({ works: [work], limits: { atOnce: 1 } }, async (engine) => {
        for (let n = 0; n < 12; n++) await startRun(engine, noisy, work, { text: 'noisy' })
        await gate.reached
        await startRun(engine, small, work, { text: 'small' })
        gate.open()
        await engine.drain()
      })
      expect(order).toHaveLength(13)
      expect(order.indexOf('small')).toBe(1)
    })

    test('no more runs of a role, and of a company, are under way at once than their limits say', async () => {
      const { store, open } = bench()
      const now: Record<string, number> = {}
      const most: Record<string, number> = {}
      const allowed: Record<string, number> = {}
      const count = (name: string, by: number) => {
        now[name] = (now[name] ?? 0) + by
        most[name] = Math.max(most[name] ?? 0, now[name])
      }
      const work = workOf('deeds.be-busy', async ({ company, role }) => {
        for (const name of [company, `${company} ${role}`]) count(name, 1)
        // Everybody stays until as many are there as may be, so that one more would be seen.
        while ((most[company] ?? 0) < (allowed[company] ?? 0)) await sleep(2)
        await sleep(10)
        for (const name of [company, `${company} ${role}`]) count(name, -1)
        return proof()
      })
      const [one, many] = [await store.company(), await store.company()]
      Object.assign(allowed, { [one]: 2, [many]: 3 })
      await open({ works: [work], limits: { perCompany: 3, perRole: 2 } }, async (engine) => {
        const begin = (company: CompanyId, role: string) => startRun(engine, company, work, { role })
        const six = [1, 2, 3, 4, 5, 6]
        await Promise.all(six.map(() => begin(one, 'support')))
        await Promise.all(six.flatMap(() => ['support', 'finance', 'legal'].map((role) => begin(many, role))))
        await engine.drain()
      })
      expect(most).toMatchObject(allowed)
      for (const role of ['support', 'finance', 'legal']) expect(most[`${many} ${role}`]).toBeLessThanOrEqual(2)
    })

    test('a run of a work that this installation does not know is dead, not lost', async () => {
      const { store, open } = bench()
      const work = workOf('deeds.be-removed', async () => proof())
      const company = await store.company()
      await open({ works: [work], limits: { atOnce: 0 } }, async (engine) => {
        await startRun(engine, company, work)
        expect(await engine.start({ company, role: 'support', work: 'deeds.unheard-of', input: {} })).toMatchObject({
          kind: 'unknown-work',
        })
        expect(await engine.start({ company, role: 'support', work: work.name, input: { text: 1 } })).toMatchObject({
          kind: 'bad-input',
        })
        const huge = { text: 'x'.repeat(70_000) }
        expect(await engine.start({ company, role: 'support', work: work.name, input: huge })).toMatchObject({
          kind: 'input-too-large',
        })
      })
      await open({}, async (engine) => {
        await engine.drain()
        expect(await engine.runs(company)).toMatchObject([{ state: 'dead', error: { kind: 'unknown-work' } }])
        expect(await engine.runs(company, { state: 'done' })).toEqual([])
      })
    })

    test("the database being away for a moment is nobody's failed attempt", async () => {
      const { store, open } = bench()
      const tries = { n: 0 }
      const work = workOf('deeds.lose-database', async () => {
        if (++tries.n < 3) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
        return proof()
      })
      const company = await store.company()
      await open({ works: [work] }, async (engine) => {
        const id = await startRun(engine, company, work)
        await engine.drain()
        expect(await engine.run(company, id)).toMatchObject({ state: 'done', attempt: 0, claim: 3 })
      })
    })
  })
}
