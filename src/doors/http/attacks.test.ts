import { openTestStore, type TestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { bearer, doorMigrations, hung, jsonBody, launched, openDoor } from './fixture.ts'

let store: TestStore
let slug: string
beforeAll(async () => {
  store = await openTestStore(doorMigrations)
  slug = (await launched(store)).slug
})
const echo = () => `/api/companies/${slug}/commands/tests.echo`
const json = { 'Content-Type': 'application/json' }

test('a body that is not JSON, not UTF-8, too deep or holds what cannot be kept is refused', async () => {
  const { as, token, logged } = openDoor(store)
  const call = as(await token())
  const deep = (levels: number) => `{"value":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const bad: (string | Uint8Array<ArrayBuffer>)[] = [
    '{',
    '{"value":1}}',
    'value=1',
    'null',
    '[]',
    '"x"',
    '{"value":NaN}',
    '{"value":1e999}',
    '{"value":"\\u0000"}',
    '{"value":"\\ud800"}',
    '{"value":{"__proto__":{"admin":true}}}',
    '{"value":1,"__proto__":{"admin":true}}',
    '{"value":{"\\u0000":1}}',
    '\ufeff\ufeff{"value":1}',
    new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    deep(33),
    deep(500_000),
  ]
  for (const body of bad) {
    const response = await call(echo(), { method: 'POST', body, headers: json })
    expect([String(body).slice(0, 40), response.status]).toEqual([String(body).slice(0, 40), 400])
    expect(await response.json()).toMatchObject({ kind: 'bad-input' })
  }
  expect((await call(echo(), { method: 'POST', body: deep(30), headers: json })).status).toBe(200)
  expect(logged).toEqual([])
})

test('whatever JSON is sent, the server gives the value back or a reason, and never breaks', async () => {
  const { as, token, logged } = openDoor(store)
  const call = as(await token())
  await fc.assert(
    fc.asyncProperty(fc.json({ stringUnit: 'binary', maxDepth: 6 }), async (value) => {
      const response = await call(echo(), { method: 'POST', body: `{"value":${value}}`, headers: json })
      expect([200, 400]).toContain(response.status)
    }),
    { numRuns: 25 },
  )
  expect(logged).toEqual([])
})

test('a body of another kind is refused by its kind, one that is too large by its size', async () => {
  const { as, token } = openDoor(store, { limits: { bodyBytes: 100 } })
  const call = as(await token())
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonp',
    '',
  ]) {
    const response = await call(echo(), { method: 'POST', body: '{"value":1}', headers: { 'Content-Type': type } })
    expect([type, response.status]).toEqual([type, 415])
  }
  const large = await call(echo(), jsonBody({ value: 'x'.repeat(100) }))
  expect(large.status).toBe(413)
  expect(await large.json()).toMatchObject({ kind: 'too-large', facts: { mostBytes: 100 } })
  const lying = jsonBody({ value: 'x'.repeat(100) }, { 'Content-Length': '5' })
  expect((await call(echo(), lying)).status).toBe(413)
})

test('methods that an address does not have are refused with those that it has; HEAD is GET without a body', async () => {
  const { app, as, token } = openDoor(store)
  const call = as(await token())
  const wrong = await call('/api/companies', { method: 'DELETE' })
  expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  for (const method of ['GET', 'PUT', 'OPTIONS', 'PATCH']) {
    const response = await call(echo(), { method })
    expect([method, response.status, response.headers.get('Allow')]).toEqual([method, 405, 'POST'])
  }
  const preflight = await app.request(echo(), {
    method: 'OPTIONS',
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  })
  expect(preflight.status).toBe(401)
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBeNull()
  const head = await call('/api/companies', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('no trick in the address leads around the guards', async () => {
  const { app, as, token } = openDoor(store)
  const call = as(await token([]))
  for (const path of [
    '//api/companies',
    '/API/companies',
    '/api%2fcompanies',
    '/api/companies/',
    '/x/../api/companies',
    '/healthz/..;/api',
  ]) {
    expect([401, 404]).toContain((await app.request(path)).status)
  }
  for (const name of [
    '..%2f..',
    '%00',
    'a%27%20or%201=1',
    '%F0%9F%92%A9',
    '%ff',
    'A'.repeat(5_000),
    '__proto__',
    `${slug}%00`,
  ]) {
    const response = await call(`/api/companies/${name}/log`)
    expect([name, response.status]).toEqual([name, 404])
  }
  const founder = as(await token())
  for (const name of ['__proto__', 'constructor', 'toString', 'ledger.post-entry%00', '%2e%2e', 'LEDGER.POST-ENTRY'])
    expect((await founder(`/api/companies/${slug}/commands/${name}`, jsonBody({}))).status).toBe(404)
})

test('a page of a stranger cannot reach the server by a name that it made point here', async () => {
  const { app } = openDoor(store)
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.1.5', '0.0.0.0'])
    expect([host, (await app.request(`http://${host}/healthz`)).status]).toEqual([host, 421])
  for (const host of ['localhost:7000', '127.0.0.1', '[::1]:80', 'LOCALHOST', 'localhost.'])
    expect([host, (await app.request(`http://${host}/healthz`)).status]).toEqual([host, 200])
  const named = openDoor(store, { hosts: ['kontor.example'] }).app
  expect((await named.request('http://kontor.example/healthz')).status).toBe(200)
  expect((await named.request('http://10.0.0.1/healthz')).status).toBe(421)
  const open = openDoor(store, { hosts: ['0.0.0.0'] }).app
  expect((await open.request('http://10.0.0.1/healthz')).status).toBe(200)
  expect((await open.request('http://evil.example/healthz')).status).toBe(421)
})

test('too many requests are told when to come again, by token and by address, strangers much earlier', async () => {
  const few = { perToken: { burst: 3, perSecond: 1 }, perStranger: { burst: 2, perSecond: 0.1 } }
  const { app, as, token, wait } = openDoor(store, { limits: few })
  const [one, two] = [as(await token()), as(await token())]
  const statuses = async (call: typeof one) =>
    [
      await call('/api/companies'),
      await call('/api/companies'),
      await call('/api/companies'),
      await call('/api/companies'),
    ].map((it) => it.status)
  expect(await statuses(one)).toEqual([200, 200, 200, 429])
  expect(await statuses(two)).toEqual([200, 200, 200, 429])
  wait(1_000)
  expect((await one('/api/companies')).status).toBe(200)
  expect([(await app.request('/api')).status, (await as('tok_x')('/api')).status]).toEqual([401, 401])
  const stopped = await app.request('/api')
  expect([stopped.status, stopped.headers.get('Retry-After')]).toEqual([429, '10'])
  expect(await stopped.json()).toMatchObject({ kind: 'too-many-requests', facts: { retryAfterSeconds: 10 } })
  wait(1_000)
  expect((await two('/api/companies')).status).toBe(200)
})

test('X-Forwarded-For is believed only as far as our own proxies wrote it', async () => {
  const limits = { perAddress: { burst: 1, perSecond: 0.001 } }
  const from = (app: ReturnType<typeof openDoor>['app'], address: string) =>
    app.request(
      '/healthz',
      { headers: { 'X-Forwarded-For': address } },
      {
        incoming: { socket: { remoteAddress: '10.0.0.9' } },
      },
    )
  const direct = openDoor(store, { limits }).app
  expect([(await from(direct, '1.1.1.1')).status, (await from(direct, '2.2.2.2')).status]).toEqual([200, 429])
  const behind = openDoor(store, { limits, proxies: 1 }).app
  expect([(await from(behind, '1.1.1.1')).status, (await from(behind, '2.2.2.2')).status]).toEqual([200, 200])
  expect((await from(behind, '9.9.9.9, 1.1.1.1')).status).toBe(429)
})

test('what breaks is an id for the caller and a line in the log, and neither holds the other’s secrets', async () => {
  const { as, token, logged } = openDoor(store)
  const text = await token()
  const response = await as(text)(`/api/companies/${slug}/commands/tests.break?dry-run=true`, jsonBody({}))
  const body = (await response.json()) as { facts: { id: string } }
  expect(response.status).toBe(500)
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(logged).toMatchObject([
    {
      id: body.facts.id,
      method: 'POST',
      route: '/api/companies/:company/commands/:command',
      error: expect.stringContaining('hunter2'),
    },
  ])
  expect(JSON.stringify(logged)).not.toContain(text)
})

test('a request that takes too long is answered, and more at once than allowed are asked to come again', async () => {
  const { as, token } = openDoor(store, { limits: { requestMs: 200, atOnce: 1 } })
  const call = as(await token())
  const hanging = call(`/api/companies/${slug}/commands/tests.hang`, jsonBody({}))
  await expect.poll(async () => (await call('/api/companies')).status).toBe(503)
  const busy = await call('/api/companies')
  expect([busy.status, busy.headers.get('Retry-After')]).toEqual([503, '1'])
  const late = await hanging
  expect([late.status, await late.json()]).toMatchObject([504, { kind: 'took-too-long' }])
  expect((await call('/api/companies')).status).toBe(503)
  hung.go()
  await expect.poll(async () => (await call('/api/companies')).status).toBe(200)
})

test('every answer carries the headers that keep browsers from misusing it, and no cookie', async () => {
  const { app, as, token } = openDoor(store)
  const call = as(await token())
  for (const response of [
    await app.request('/healthz'),
    await app.request('/nothing'),
    await app.request('/api'),
    await call('/api/companies'),
  ]) {
    const of = (name: string) => response.headers.get(name)
    expect(of('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect([of('X-Content-Type-Options'), of('Referrer-Policy'), of('X-Frame-Options')]).toEqual([
      'nosniff',
      'no-referrer',
      'DENY',
    ])
    expect([of('Set-Cookie'), of('Access-Control-Allow-Origin'), of('X-Powered-By')]).toEqual([null, null, null])
    expect(of('Cache-Control') ?? 'no-store').toBe('no-store')
  }
  const cookie = await app.request('/api/companies', {
    headers: { Cookie: `session=${bearer(await token())['Authorization']}` },
  })
  expect(cookie.status).toBe(401)
})
