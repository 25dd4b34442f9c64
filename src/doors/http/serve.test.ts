import { accepted, isRefusal } from '#kernel'
import { openTestStore, type TestStore } from '#testing'
import { connect, type Socket } from 'node:net'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { bearer, doorMigrations, hung, jsonBody, launched, openDoor } from './fixture.ts'
import { defaultSocketLimits, type HttpLimits, type SocketLimits } from './limits.ts'
import { serve } from './serve.ts'

let store: TestStore
let slug: string
beforeAll(async () => {
  store = await openTestStore(doorMigrations)
  slug = (await launched(store)).slug
})

async function open(limits: Partial<HttpLimits> = {}, sockets: Partial<SocketLimits> = {}) {
  const door = openDoor(store, { limits })
  const serving = accepted(await serve(door.app, { port: 0, changes: door.changes, limits: sockets }))
  onTestFinished(() => serving.stop())
  return { ...door, serving }
}

/** What a server says to these bytes until it hangs up. */
function raw(port: number, bytes: string, then: (socket: Socket) => void = () => undefined): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes)
      then(socket)
    })
    socket.on('data', (chunk) => (said += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
  })
}

test('the server takes a free port, says which, and says when a port is taken', async () => {
  const { serving, app, changes } = await open()
  expect(serving.url).toBe(`http://127.0.0.1:${serving.port}`)
  expect(await (await fetch(`${serving.url}/healthz`)).json()).toEqual({ status: 'ok' })
  const second = await serve(app, { port: serving.port, changes })
  expect(isRefusal(second) && second.kind).toBe('cannot-listen')
})

test('clients that never finish their headers are hung up on', async () => {
  const { serving } = await open({}, { headersMs: 100, checkMs: 20 })
  const slow = await Promise.all(
    [1, 2, 3].map(() => raw(serving.port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')),
  )
  for (const said of slow) expect(said).toMatch(/^(HTTP\/1.1 408|$)/)
  expect((await fetch(`${serving.url}/healthz`)).status).toBe(200)
})

test('a client that never finishes its body is answered in time and hung up on', async () => {
  const { serving, token, logged } = await open({ requestMs: 100 })
  const head = [
    `POST /api/companies/${slug}/commands/tests.echo HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${await token()}`,
    'Content-Type: application/json',
    'Content-Length: 1000',
    '',
    '{"value":',
  ]
  expect(await raw(serving.port, head.join('\r\n'))).toMatch(/^HTTP\/1.1 504/)
  expect(logged).toEqual([])
})

test('clients that hang up in the middle leave no trace', async () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info'), vi.spyOn(console, 'log')]
  onTestFinished(() => printed.forEach((it) => it.mockRestore()))
  const { serving, token, logged } = await open()
  const text = await token()
  const lines = (path: string, ...more: string[]) =>
    [path, 'Host: localhost', `Authorization: Bearer ${text}`, ...more, '', ''].join('\r\n')
  const upload = lines(`POST /api/companies/${slug}/imports?name=a HTTP/1.1`, 'Content-Length: 100000')
  const command = lines(
    `POST /api/companies/${slug}/commands/tests.echo HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 99',
  )
  const events = lines('GET /api/events HTTP/1.1')
  const hangUp = (socket: Socket) => void setTimeout(() => socket.resetAndDestroy(), 30)
  await Promise.all(
    [upload, command, events, upload, command, events].map((bytes) => raw(serving.port, `${bytes}x`, hangUp)),
  )
  await expect.poll(async () => (await fetch(`${serving.url}/healthz`)).status).toBe(200)
  expect(logged).toEqual([])
  expect(printed.flatMap((it) => it.mock.calls)).toEqual([])
})

test('headers without end, hosts that cannot be read and addresses that are none are refused', async () => {
  const { serving } = await open()
  const get = (lines: string[]) => raw(serving.port, [...lines, 'Connection: close', '', ''].join('\r\n'))
  const large = `X-Large: ${'x'.repeat(defaultSocketLimits.headerBytes)}`
  expect(await get(['GET /healthz HTTP/1.1', 'Host: localhost', large])).toMatch(/^HTTP\/1.1 431/)
  expect(await get(['GET /healthz HTTP/1.1'])).toMatch(/^HTTP\/1.1 400/)
  expect(await get(['GET /healthz HTTP/1.1', 'Host: a b'])).toMatch(/^HTTP\/1.1 4(00|21)/)
  expect(await get(['GET /healthz HTTP/1.1', 'Host: evil.example'])).toMatch(/^HTTP\/1.1 421/)
  expect(await get(['GET http://evil.example/healthz HTTP/1.1', 'Host: localhost'])).toMatch(/^HTTP\/1.1 421/)
  expect(await get(['GET \\..\\api HTTP/1.1', 'Host: localhost'])).toMatch(/^HTTP\/1.1 4/)
  expect(await get(['TRACE / HTTP/1.1', 'Host: localhost'])).toMatch(/^HTTP\/1.1 4/)
  expect(await get(['GET /healthz HTTP/1.1', 'Host: evil.example', 'Host: localhost'])).toMatch(/^HTTP\/1.1 421/)
  expect(await raw(serving.port, '\x16\x03\x01\x02\x00\x01\x00\x01')).toMatch(/^HTTP\/1.1 400/)
  const both = ['POST /api HTTP/1.1', 'Host: localhost', 'Content-Length: 3', 'Transfer-Encoding: chunked']
  expect(await get(both)).toMatch(/^HTTP\/1.1 400/)
})

test('a body larger than allowed is refused while it is sent, whatever it says of its length', async () => {
  const { serving, token } = await open({ bodyBytes: 1_000 })
  const url = `${serving.url}/api/companies/${slug}/commands/tests.echo`
  const headers = { ...bearer(await token()), 'Content-Type': 'application/json' }
  const chunks = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 50; i++) controller.enqueue(new TextEncoder().encode('x'.repeat(100)))
      controller.close()
    },
  })
  expect((await fetch(url, { method: 'POST', headers, body: chunks, duplex: 'half' })).status).toBe(413)
  expect((await fetch(url, { method: 'POST', headers, body: 'x'.repeat(2_000) })).status).toBe(413)
  expect((await fetch(`${serving.url}/healthz`)).status).toBe(200)
})

test('of very many requests at once each gets an answer', async () => {
  const { serving, token } = await open({ perToken: { burst: 100, perSecond: 0.001 } })
  const headers = bearer(await token())
  const statuses = await Promise.all(
    Array.from({ length: 150 }, async () => (await fetch(`${serving.url}/api/companies`, { headers })).status),
  )
  expect(statuses.filter((it) => it === 200)).toHaveLength(100)
  expect(statuses.filter((it) => it === 429)).toHaveLength(50)
})

test('the server stops in two seconds, with streams open and work that does not end', async () => {
  const { serving, token } = await open()
  const headers = bearer(await token())
  const events = await fetch(`${serving.url}/api/events`, { headers })
  const hang = fetch(`${serving.url}/api/companies/${slug}/commands/tests.hang`, { ...jsonBody({}, headers) }).catch(
    () => 'cut off',
  )
  const idle = connect(serving.port, '127.0.0.1')
  idle.on('error', () => undefined)
  await expect.poll(() => hung.waiting).toBe(true)
  const started = performance.now()
  await serving.stop()
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(await events.text()).toContain('retry:')
  expect(await hang).toBe('cut off')
  hung.go()
  await expect(fetch(`${serving.url}/healthz`)).rejects.toThrow()
})
