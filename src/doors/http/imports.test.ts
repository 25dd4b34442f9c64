import { sha256 } from '#kernel'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'
import { doorMigrations, launched, openDoor } from './fixture.ts'

let store: TestStore
let company: Awaited<ReturnType<typeof launched>>
beforeAll(async () => {
  store = await openTestStore(doorMigrations)
  company = await launched(store)
})
const to = (query = '') => `/api/companies/${company.slug}/imports${query}`
const form = (...files: [string, string][]) => {
  const body = new FormData()
  for (const [name, text] of files) body.append('file', new File([text], name))
  return { method: 'POST', body }
}

test('a file arrives byte by byte as it was sent, alone or with others in a form', async () => {
  const { as, token, arrived } = openDoor(store)
  const call = as(await token('all', 'operator'))
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
  const one = await call(to('?name=statement.xml'), { method: 'POST', body: bytes })
  expect(await one.json()).toMatchObject({ files: [{ name: 'statement.xml', state: 'quarantined' }] })
  expect((await call(to(), form(['a.eml', 'one'], ['b ü.eml', 'two']))).status).toBe(200)
  expect(arrived).toMatchObject([
    {
      company: company.id,
      name: 'statement.xml',
      sha256: sha256(bytes),
      actor: expect.stringMatching(/^operator:tok_/),
    },
    { name: 'a.eml', sha256: sha256('one') },
    { name: 'b ü.eml', sha256: sha256('two') },
  ])
})

test('a file that is too large is refused as soon as that is known, and nothing arrives', async () => {
  const { as, token, arrived } = openDoor(store, { limits: { fileBytes: 1_000, formBytes: 1_000 } })
  const call = as(await token())
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 500
      controller.enqueue(new Uint8Array(500))
    },
  })
  const response = await call(to('?name=x'), { method: 'POST', body: endless, duplex: 'half' })
  expect(response.status).toBe(413)
  expect(sent).toBeLessThan(10_000)
  expect((await call(to(), form(['a', 'x'.repeat(1_001)]))).status).toBe(413)
  expect(arrived).toEqual([])
})

test('a form that is none, an empty one, one with too many files and names that mislead are refused', async () => {
  const { as, token, arrived } = openDoor(store)
  const call = as(await token())
  const type = { 'Content-Type': 'multipart/form-data; boundary=x' }
  for (const body of [
    '',
    'rubbish',
    '--x\r\n',
    '--x--',
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ntext\r\n--x--\r\n`,
  ])
    expect((await call(to(), { method: 'POST', body, headers: type })).status).toBe(400)
  expect(
    (await call(to(), form(...Array.from({ length: 21 }, (_, i): [string, string] => [`${i}`, 'x'])))).status,
  ).toBe(400)
  for (const name of ['', '..', '../../etc/passwd', 'a\\b', 'a%00b', 'a%0Ab', 'x'.repeat(201)])
    expect([name, (await call(to(`?name=${name}`), { method: 'POST', body: 'x' })).status]).toEqual([name, 400])
  expect((await call(to(), { method: 'POST', body: 'x' })).status).toBe(400)
  expect(arrived).toEqual([])
})

test('no more uploads than allowed go on at once', async () => {
  const { as, token } = openDoor(store, { limits: { uploadsAtOnce: 1 } })
  const call = as(await token())
  let finish = (): void => undefined
  const slow = new ReadableStream({
    start(controller) {
      finish = () => controller.close()
    },
  })
  const first = call(to('?name=slow'), { method: 'POST', body: slow, duplex: 'half' })
  await expect.poll(async () => (await call(to('?name=b'), { method: 'POST', body: 'x' })).status).toBe(503)
  finish()
  expect((await first).status).toBe(200)
  expect((await call(to('?name=b'), { method: 'POST', body: 'x' })).status).toBe(200)
})

test('a file that streams in is read as whole as one from a disk', async () => {
  const { as, token } = openDoor(store)
  const call = as(await token())
  const bounce =
    'From: MAILER-DAEMON@x.example\r\nTo: a@b.example\r\nSubject: News\r\nMessage-ID: <n1@x.example>\r\nList-Id: <n.x.example>\r\n\r\nHello'
  const first = await call(to('?name=news.eml'), { method: 'POST', body: bounce })
  expect(await first.json()).toMatchObject({ files: [{ state: 'taken-in', kind: 'mail' }] })
  const again = await call(to('?name=news.eml'), { method: 'POST', body: bounce })
  expect(await again.json()).toMatchObject({ files: [{ state: 'duplicate' }] })
})
