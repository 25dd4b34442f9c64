import { accepted, founder } from '#kernel'
import { openAccount, postEntry } from '#ledger'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { bearer, doorMigrations, launched, openDoor } from './fixture.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore(doorMigrations)
})
const quick = { pollMs: 20, heartbeatMs: 60_000 }

const somebody = { actor: founder, role: 'founder', companies: 'all', id: 'ses_test' } as const
type Opened = ReturnType<typeof openDoor>

async function follow({ app, changes }: Opened, token: string) {
  const response = await app.request('/api/events', { headers: bearer(token) })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  onTestFinished(() => changes.close())
  let seen = ''
  const until = async (text: string): Promise<string> => {
    while (!seen.includes(text)) {
      const next = await reader?.read()
      if (!next || next.done) return `${seen}(end)`
      seen += next.value
    }
    return seen
  }
  return { response, until, cancel: () => reader?.cancel() }
}

const post = (company: Awaited<ReturnType<typeof launched>>['id']) =>
  store.execute(postEntry, {
    company,
    actor: founder,
    input: {
      eventDay: '2026-10-01',
      description: 'x',
      source: 'tests:1',
      postings: [
        { account: 'bank:main', amount: '1.00 EUR' },
        { account: 'equity.opening', amount: '-1.00 EUR' },
      ],
    },
  })
const headOf = async (company: string) =>
  Number(
    (await store.owner.query<{ seq: bigint }>('select seq from store.log_heads where company_id = $1', [company]))
      .rows[0]?.seq,
  )

test('who follows hears of a change with its number, also when it came in a batch', async () => {
  const door = openDoor(store, { limits: quick })
  const { id } = await launched(store)
  const stream = await follow(door, await door.token())
  expect(stream.response.headers.get('Content-Type')).toBe('text/event-stream')
  accepted(await post(id))
  const line = `event: changed\ndata: ${JSON.stringify({ company: id, seq: await headOf(id) })}\n\n`
  expect(await stream.until(line)).toContain(line)
})

test('a change by another process is heard of as well, and is told once', async () => {
  const door = openDoor(store, { limits: quick })
  const { id } = await launched(store)
  const stream = await follow(door, await door.token())
  const own = await launched(store)
  await stream.until(own.id)
  await store.owner.query(
    `select set_config('kontor.company', $1, false), store.log_append($1, '2026-10-01T08:00:00.000Z', 'system:kontor', 'x.y', '', '', array['x.happened'], array['{}'])`,
    [id],
  )
  const heard = await stream.until(`"${id}"`)
  expect(heard).toContain(JSON.stringify({ company: id, seq: await headOf(id) }))
  const last = await launched(store)
  const all = await stream.until(last.id)
  expect(all.split(`"company":"${id}","seq":${await headOf(id)}`)).toHaveLength(2)
})

test('nobody hears of a company that they may not see', async () => {
  const door = openDoor(store, { limits: quick })
  const [mine, other] = [await launched(store), await launched(store)]
  const stream = await follow(door, await door.token([mine.id]))
  accepted(await post(other.id))
  accepted(await post(mine.id))
  const heard = await stream.until(mine.id)
  expect(heard).not.toContain(other.id)
})

test('streams are limited for each and for all, and a place is free again when somebody leaves', async () => {
  const door = openDoor(store, { limits: { ...quick, streams: 3, streamsPerPrincipal: 2 } })
  const [one, two] = [await door.token(), await door.token()]
  const first = await follow(door, one)
  await follow(door, one)
  const third = await follow(door, one)
  expect([third.response.status, third.response.headers.get('Retry-After')]).toEqual([429, '10'])
  expect((await follow(door, two)).response.status).toBe(200)
  expect((await follow(door, two)).response.status).toBe(429)
  await first.cancel()
  expect((await follow(door, two)).response.status).toBe(200)
  for (let i = 0; i < 10; i++) expect((await door.as(one)('/api/events', { method: 'HEAD' })).status).not.toBe(500)
})

test('a look at the headers opens no stream', async () => {
  const door = openDoor(store, { limits: { ...quick, streamsPerPrincipal: 1 } })
  const token = await door.token()
  for (let i = 0; i < 3; i++) expect((await door.as(token)('/api/events', { method: 'HEAD' })).status).toBe(200)
  expect((await follow(door, token)).response.status).toBe(200)
})

test('a stream shows that it lives, ends after its time, and at once when the server stops', async () => {
  const door = openDoor(store, { limits: { heartbeatMs: 20, streamMs: 60 } })
  const stream = await follow(door, await door.token())
  expect(await stream.until('never said')).toMatch(/: still here\n\n.*\(end\)$/s)
  const calm = openDoor(store, { limits: quick })
  const open = await follow(calm, await calm.token())
  calm.changes.close()
  expect(await open.until('never said')).toMatch(/\(end\)$/)
  expect((await follow(calm, await calm.token())).response.status).toBe(503)
})

test('a reader that takes nothing for long is cut off', async () => {
  const door = openDoor(store, { limits: { heartbeatMs: 10, pollMs: 20 } })
  let cut = 0
  const stream = door.changes.follow(somebody, { connection: { destroy: () => cut++ } })
  expect(stream).toBeInstanceOf(Response)
  await expect.poll(() => cut).toBe(1)
})

test('a slow reader gets the last number of each company, not a queue of all', async () => {
  const door = openDoor(store, { limits: quick })
  onTestFinished(() => door.changes.close())
  const { id } = await launched(store)
  const stream = door.changes.follow(somebody) as Response
  const others = [await launched(store), await launched(store)].map((it) => it.id)
  for (const account of ['bank:a', 'bank:b', 'bank:c'])
    accepted(await store.execute(openAccount, { company: id, actor: founder, input: { account } }))
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  await reader?.read()
  const { value = '' } = (await reader?.read()) ?? {}
  for (const company of [id, ...others]) expect(value.split(company)).toHaveLength(2)
  expect(value).toContain(JSON.stringify({ company: id, seq: await headOf(id) }))
})

test('following asks the database nothing once everybody has left', async () => {
  let asked = 0
  const counted: TestStore = { ...store, installation: (work) => (asked++, store.installation(work)) }
  const door = openDoor(counted, { limits: { ...quick, pollMs: 5 } })
  const stream = await follow(door, await door.token())
  const before = asked
  await expect.poll(() => asked).toBeGreaterThan(before + 2)
  await stream.cancel()
  const after = asked
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(asked).toBe(after)
})
