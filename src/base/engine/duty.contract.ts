import { accepted, defineEvent, founder, hourMs, instant, minuteMs, plusMs } from '#kernel'
import { defineDuty, resumeDuty, scheduleEvent, scheduleRepeating, unscheduleEvent, unscheduleRepeating } from '#engine'
import { type CompanyId, type CompanyTx, defineCommand } from '#store'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { deedDone, doDeed, proof, workOf } from '../../../tests/simulation/deeds.ts'
import { type Bench, type Mode } from './bench.contract.ts'

const rang = defineEvent<{ text: string }>('deeds.bell-rang')

/** What duties, the calendar and the loop breaker promise. */
export function dutyContract(mode: Mode, bench: () => Bench): void {
  const say = async (company: CompanyId, text: string) =>
    accepted(await bench().store.execute(doDeed, { company, input: { text }, actor: founder }))
  const inTx = async (company: CompanyId, work: (tx: CompanyTx) => Promise<unknown>) => {
    const command = defineCommand({
      name: 'deeds.plan',
      summary: 'Plans',
      who: ['founder'],
      effect: 'reversible',
      input: z.strictObject({}),
      run: async (tx) => (await work(tx)) ?? {},
    })
    return bench().store.execute(command, { company, input: {}, actor: founder })
  }
  const heard: string[] = []
  const hear = workOf('deeds.hear', async (run, { text }) => {
    heard.push(`${text} ${run.now()}`)
    return proof({ text })
  })
  const hearBell = defineDuty({
    name: 'deeds.hear-bell',
    role: 'support',
    on: rang,
    start: hear,
    input: ({ body }) => body,
  })

  describe(`a duty on ${mode}`, () => {
    test('starts one run for each fact that is its business, of companies that have the role switched on', async () => {
      const { store, open } = bench()
      const [on, off] = [await store.company(), await store.company()]
      const duty = defineDuty({
        name: 'deeds.hear-deed',
        role: 'support',
        on: deedDone,
        start: hear,
        input: ({ body }) => (body.text.startsWith('!') ? body : undefined),
      })
      await open({ works: [hear], duties: [duty], enabled: (company) => company === on }, async (engine) => {
        for (const company of [on, off]) for (const text of ['!a', 'b', '!c']) await say(company, text)
        await engine.drain()
        const found = accepted(await engine.runs(on))
        expect(found.map((it) => it.input)).toEqual(expect.arrayContaining([{ text: '!a' }, { text: '!c' }]))
        expect(found).toHaveLength(2)
        expect(found[0]).toMatchObject({ duty: 'deeds.hear-deed', role: 'support', state: 'done', hops: 0 })
        expect(await engine.runs(off)).toEqual([])
      })
    })

    test('that cannot read a fact is stopped, and does not hold up the others', async () => {
      const { store, open, facts } = bench()
      const company = await store.company()
      const broken = defineDuty({
        name: 'deeds.trip',
        role: 'support',
        on: deedDone,
        start: hear,
        input: () => {
          throw new Error('no such field')
        },
      })
      const fine = defineDuty({
        name: 'deeds.walk',
        role: 'support',
        on: deedDone,
        start: hear,
        input: ({ body }) => body,
      })
      await open({ works: [hear], duties: [broken, fine] }, async (engine) => {
        await say(company, 'x')
        await engine.drain()
        expect(await engine.runs(company)).toMatchObject([{ duty: 'deeds.walk', state: 'done' }])
      })
      expect(await facts(company, 'engine.duty-stopped')).toMatchObject([{ duty: 'deeds.trip' }])
    })

    test('that starts itself again and again is stopped after its limit of hops', async () => {
      const { store, open, deeds, facts } = bench()
      const echo = workOf('deeds.echo', async (run, { text }) => {
        accepted(await run.command('echo', doDeed, { text }))
        return proof({ text })
      })
      const duty = defineDuty({
        name: 'deeds.echo-deed',
        role: 'support',
        on: deedDone,
        start: echo,
        input: ({ body }) => body,
      })
      const company = await store.company()
      await open({ works: [echo], duties: [duty], limits: { hops: 3 } }, async (engine) => {
        await say(company, 'a')
        await engine.drain()
        expect(await deeds(company)).toEqual(['a', 'a', 'a', 'a', 'a'])
        expect(await facts(company, 'engine.duty-stopped')).toMatchObject([{ duty: 'deeds.echo-deed', limit: 3 }])
      })
    })

    test('that starts too many runs within an hour is stopped; what came after is held until it is resumed', async () => {
      const { store, open, facts } = bench()
      const company = await store.company()
      const duty = defineDuty({
        name: 'deeds.hear-few',
        role: 'support',
        on: deedDone,
        start: hear,
        perHour: 2,
        input: ({ body }) => body,
      })
      await open({ works: [hear], duties: [duty] }, async (engine) => {
        for (const text of ['1', '2', '3', '4']) await say(company, text)
        await engine.drain()
        expect(await engine.runs(company)).toHaveLength(2)
        expect(await facts(company, 'engine.duty-stopped')).toMatchObject([{ duty: 'deeds.hear-few', limit: 2 }])
        const resumed = await store.execute(resumeDuty, { company, input: { duty: 'deeds.hear-few' }, actor: founder })
        expect(accepted(resumed).outcome).toEqual({ duty: 'deeds.hear-few', held: 2 })
        await engine.drain()
        expect(await engine.runs(company)).toHaveLength(4)
        const again = await store.execute(resumeDuty, { company, input: { duty: 'deeds.hear-few' }, actor: founder })
        expect(again).toMatchObject({ kind: 'duty-not-stopped' })
      })
    })
  })

  describe(`the calendar on ${mode}`, () => {
    test('a fact of the future enters the log at its moment and wakes a duty, unless it was taken off before', async () => {
      const { store, open, facts } = bench()
      const company = await store.company()
      const start = store.clock.now()
      const at = (minutes: number) => plusMs(start, minutes * minuteMs)
      heard.length = 0
      await open({ works: [hear], duties: [hearBell] }, async (engine) => {
        await inTx(company, async (tx) => {
          for (const [key, minutes] of [
            ['late', 30],
            ['early', 10],
            ['off', 20],
            ['far', 90],
          ] as const)
            await scheduleEvent(tx, { at: at(minutes), event: rang, body: { text: key }, key })
        })
        await inTx(company, async (tx) => ({ off: await unscheduleEvent(tx, 'off') }))
        await engine.drain()
        expect(await facts(company, rang.type)).toEqual([])
        await engine.advance(at(60))
      })
      expect(heard).toEqual([`early ${at(10)}`, `late ${at(30)}`])
      expect(store.clock.now()).toBe(at(60))
      const causes = await store.read(company, (tx) =>
        tx.rows('select cause, at from store.log where company_id = $1 and type = $2 order by seq', [
          company,
          rang.type,
        ]),
      )
      expect(causes).toEqual([
        { cause: 'calendar:early', at: at(10) },
        { cause: 'calendar:late', at: at(30) },
      ])
    })

    test('a schedule follows the clock on the wall of the company, also over the change to winter time', async () => {
      const { store, open } = bench()
      const company = await store.company()
      await store.installation((rows) =>
        rows(`update store.companies set time_zone = 'Europe/Berlin' where company_id = $1`, [company]),
      )
      await open({ works: [hear], duties: [hearBell] }, async (engine) => {
        await engine.advance(instant('2026-10-23T12:00:00Z'))
        heard.length = 0
        const schedule = { name: 'morning', cron: '0 9 * * *', event: rang, body: { text: 'nine' } }
        await inTx(company, (tx) => scheduleRepeating(tx, schedule))
        await engine.advance(instant('2026-10-26T12:00:00Z'))
        expect(heard).toEqual([
          'nine 2026-10-24T07:00:00.000Z',
          'nine 2026-10-25T08:00:00.000Z',
          'nine 2026-10-26T08:00:00.000Z',
        ])
        const bad = await inTx(company, (tx) => scheduleRepeating(tx, { ...schedule, cron: 'every day' }))
        expect(bad).toMatchObject({ kind: 'bad-schedule' })
      })
      heard.length = 0
      store.clock.moveTo(plusMs(store.clock.now(), 72 * hourMs))
      await open({ works: [hear], duties: [hearBell] }, async (engine) => {
        await engine.drain()
        expect(heard).toEqual(['nine 2026-10-29T12:00:00.000Z'])
        await inTx(company, (tx) => unscheduleRepeating(tx, 'morning'))
        await engine.advance(plusMs(store.clock.now(), 72 * hourMs))
        expect(heard).toHaveLength(1)
      })
    })
  })
}
