import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AccessRole, accessMigrations, type Companies, createSignInLink, openAccess } from '#access'
import { approvalsMigrations } from '#approvals'
import { bankingMigrations } from '#banking'
import { companiesMigrations, launchCompany, quarantineFile } from '#companies'
import type { Installation } from '#doors/catalogue'
import { consoleRoutes, signInPath } from '#doors/web'
import { engineMigrations } from '#engine'
import { inboxMigrations } from '#inbox'
import { invoicingMigrations } from '#invoicing'
import { accepted, founder, newId } from '#kernel'
import { ledgerMigrations } from '#ledger'
import { partiesMigrations } from '#parties'
import { portfolioMigrations } from '#portfolio'
import { type CompanyId, defineCommand, keepBlob } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

const text = readFileSync(join(process.cwd(), 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')
const host = 'http://127.0.0.1:4100'
let store: TestStore
let app: ReturnType<typeof consoleRoutes>
let [ours, theirs, slug, other] = ['' as CompanyId, '' as CompanyId, '', '']
const failures: unknown[] = []
beforeAll(async () => {
  store = await openTestStore([
    ...engineMigrations,
    ...accessMigrations,
    ...ledgerMigrations,
    ...approvalsMigrations,
    ...partiesMigrations,
    ...companiesMigrations,
    ...invoicingMigrations,
    ...bankingMigrations,
    ...inboxMigrations,
    ...portfolioMigrations,
  ])
  const installation = { store, templates: [] } as unknown as Installation
  const changes = { follow: () => new Response('retry: 1\n\n', { headers: { 'content-type': 'text/event-stream' } }) }
  const log = (event: unknown): void => void failures.push(event)
  app = consoleRoutes({ installation, access: openAccess(store), changes, log, timeZone: 'Europe/Berlin' })
  ;[[ours, slug], [theirs, other]] = [await launch('Ours'), await launch('Theirs')]
})
beforeEach(() => failures.splice(0))

async function launch(name: string): Promise<[CompanyId, string]> {
  const company = newId('cmp', store.clock.now(), store.chance)
  const file = text.replace('name: Quiet Inbox', `name: ${name}`)
  const done = accepted(await store.execute(launchCompany, { company, actor: founder, input: { file } }))
  return [company, done.outcome.slug]
}

async function signIn(role: AccessRole, companies: Companies = 'all'): Promise<string> {
  const link = accepted(await createSignInLink(openAccess(store), { person: role, role, companies }))
  const answer = await post('/do/sign-in', { token: link.text }, {})
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  return cookie.split(';')[0] ?? ''
}

const get = (path: string, cookie = '') => app.request(host + path, { headers: { cookie } })
const html = async (path: string, cookie = '') => (await get(path, cookie)).text()
function post(path: string, fields: Record<string, string>, headers: Record<string, string>) {
  return app.request(host + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  })
}
const csrfOf = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
const waitingFiles = async (company: CompanyId) =>
  (
    await store.read(company, (tx) =>
      tx.rows(`select id from companies.quarantine where company_id = $1 and state = 'waiting'`, [company]),
    )
  ).length

async function setAside(company: CompanyId, name: string): Promise<string> {
  const sha256 = Buffer.from(store.chance.bytes(32)).toString('hex')
  const input = { name, sha256, bytes: 1, kind: 'unknown-file', reason: 'It is nothing.' }
  return accepted(await store.execute(quarantineFile, { company, actor: founder, input })).outcome.file!
}

test('strangers get the way in at every address, and it names no company', async () => {
  for (const path of [
    '/',
    '/waiting',
    `/c/${slug}/`,
    `/c/${slug}/books/journal`,
    '/c/none/',
    '/nowhere',
    `/c/${slug}/documents/${'a'.repeat(64)}`,
  ]) {
    const answer = await get(path)
    const page = await answer.text()
    expect([path, answer.status, page.includes('kontor serve'), page.includes('Ours')]).toEqual([
      path,
      401,
      true,
      false,
    ])
  }
  expect((await get('/live')).status).toBe(204)
  expect((await post('/do/approvals.approve', {}, {})).status).toBe(401)
})

test('every page of somebody signed in is there, and carries its policy', async () => {
  const cookie = await signIn('founder')
  const paths = [
    '/',
    '/waiting',
    '/launch',
    `/c/${slug}/`,
    `/c/${slug}/books`,
    `/c/${slug}/books?as-of=2026-10-01`,
    `/c/${slug}/books/accounts/bank%3Amain`,
    `/c/${slug}/inbox`,
    `/c/${slug}/work`,
  ]
  for (const path of paths) {
    const answer = await get(path, cookie)
    expect([path, answer.status]).toEqual([path, 200])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
  expect(failures).toEqual([])
})

test('what is not there is a page that says so, whatever the address is made of', async () => {
  const cookie = await signIn('founder')
  const ids = ['ent_nothing', `ent_${'0'.repeat(26)}`, '%00', '..%2f..%2f', "'; drop table x"]
  const paths = ids.flatMap((id) => [
    `/c/${slug}/books/entries/${id}`,
    `/c/${slug}/inbox/${id}`,
    `/c/${slug}/books/accounts/${id}`,
    `/c/${slug}/documents/${id}`,
  ])
  for (const path of [...paths, '/c/none/', '/nowhere', `/c/${slug}/nowhere`])
    expect([path, (await get(path, cookie)).status]).toEqual([path, 404])
  expect(failures).toEqual([])
})

test('who may see one company sees nothing of another: not on a page, not in a list, not by an act', async () => {
  const cookie = await signIn('operator', [ours])
  const file = await setAside(theirs, 'secret.bin')
  const pages = await Promise.all(['/', '/waiting', `/c/${slug}/`].map((path) => html(path, cookie)))
  expect(pages.join()).not.toMatch(/Theirs|secret\.bin/)
  expect((await get(`/c/${other}/`, cookie)).status).toBe(404)
  expect((await get(`/c/${other}/books/journal`, cookie)).status).toBe(404)
  const before = await waitingFiles(theirs)
  const fields = { csrf: csrfOf(pages[0] ?? ''), _company: other, file, because: 'x' }
  await post('/do/companies.dismiss-file', fields, { cookie })
  expect(await waitingFiles(theirs)).toBe(before)
})

test('a form without its token, from another site, or of another session does nothing', async () => {
  const cookie = await signIn('founder')
  const file = await setAside(ours, 'kept.bin')
  const before = await waitingFiles(ours)
  const fields = { _company: slug, file, because: 'x', csrf: csrfOf(await html('/waiting', cookie)) }
  const foreign = csrfOf(await html('/waiting', await signIn('founder')))
  const attempts: [Record<string, string>, Record<string, string>][] = [
    [{ ...fields, csrf: '' }, {}],
    [{ ...fields, csrf: foreign }, {}],
    [fields, { 'sec-fetch-site': 'cross-site' }],
    [fields, { 'sec-fetch-site': 'same-site' }],
  ]
  for (const [given, headers] of attempts) {
    expect((await post('/do/companies.dismiss-file', given, { cookie, ...headers })).status).toBe(403)
  }
  const json = { method: 'POST', body: JSON.stringify(fields), headers: { cookie, 'content-type': 'application/json' } }
  expect((await app.request(`${host}/do/companies.dismiss-file`, json)).status).toBe(403)
  expect(
    (
      await app.request(`${host}/do/companies.dismiss-file`, {
        ...json,
        headers: { ...json.headers, origin: 'https://evil.example' },
      })
    ).status,
  ).toBe(403)
  expect(await waitingFiles(ours)).toBe(before)
})

test('an act goes back to its page, which says what was done, and only that page', async () => {
  const cookie = await signIn('founder')
  const file = await setAside(ours, 'gone.bin')
  const page = await html(`/waiting?item=${file}`, cookie)
  const fields = { _company: slug, _after: '/waiting', file, because: 'Nobody needs it.', csrf: csrfOf(page) }
  const answer = await post('/do/companies.dismiss-file', fields, { cookie })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/waiting'])
  const notice = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect(await html('/waiting', `${cookie}; ${notice}`)).toContain('Off the list.')
  expect(await html('/', `${cookie}; ${notice}`)).not.toContain('Off the list.')
  const forged = `${cookie}; ${notice.replace(/=.{10}/, '=aaaaaaaaaa')}`
  expect(await html('/waiting', forged)).not.toContain('Off the list.')
})

test('the same form sent twice is done once; a refused one says why', async () => {
  const cookie = await signIn('founder')
  const file = await setAside(ours, 'twice.bin')
  const csrf = csrfOf(await html('/waiting', cookie))
  const send = (fields: Record<string, string>) =>
    post('/do/companies.dismiss-file', { _company: slug, _back: '/waiting', csrf, ...fields }, { cookie })
  const told = async (answer: Response) =>
    html('/waiting', `${cookie}; ${(answer.headers.get('set-cookie') ?? '').split(';')[0]}`)
  expect(await told(await send({ file, because: 'x' }))).toContain('Off the list.')
  expect(await told(await send({ file, because: 'x' }))).toContain('Off the list.')
  expect(await told(await send({ file, because: 'y' }))).toContain('No file')
  expect(await told(await send({ file: 'nothing', because: 'y' }))).toContain('was not given what it needs')
  expect(
    await told(await post('/do/no.such-thing', { _company: slug, _back: '/waiting', csrf }, { cookie })),
  ).toContain('There is no command')
})

test('an accountant may look and not act, even with a form made by hand', async () => {
  const cookie = await signIn('accountant')
  const file = await setAside(ours, 'kept-too.bin')
  const page = await html(`/waiting?item=${file}`, cookie)
  expect(page).toContain('You look in as accountant')
  const before = await waitingFiles(ours)
  await post('/do/companies.dismiss-file', { _company: slug, csrf: csrfOf(page), file, because: 'x' }, { cookie })
  await post('/do/launch', { csrf: csrfOf(page), template: 'quiet-inbox', name: 'Mine' }, { cookie })
  expect(await waitingFiles(ours)).toBe(before)
})

test('signing out ends the session for good, and no redirect leads out of the house', async () => {
  const cookie = await signIn('founder')
  const csrf = csrfOf(await html('/', cookie))
  const out = await post(
    '/do/companies.dismiss-file',
    { csrf, _company: slug, _back: '//evil.example', _after: 'https://evil.example' },
    { cookie },
  )
  expect(out.headers.get('location')).toBe('/')
  expect((await post('/do/sign-out', { csrf }, { cookie })).headers.get('location')).toBe('/sign-in')
  expect((await get('/', cookie)).status).toBe(401)
})

test('looking at a link does not use it up, and only a real one asks', async () => {
  const link = accepted(
    await createSignInLink(openAccess(store), { person: 'founder', role: 'founder', companies: 'all' }),
  )
  expect(await html(signInPath(link.text))).toContain('Sign in as the founder')
  expect(await html(signInPath(link.text))).toContain('Sign in as the founder')
  expect(await html('/sign-in?link=nonsense')).toContain('not one of ours')
  expect((await post('/do/sign-in', { token: link.text }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await post('/do/sign-in', { token: link.text }, {})).status).toBe(303)
  expect(await (await post('/do/sign-in', { token: link.text }, {})).text()).toContain('That link has been used')
})

test('a file that a stranger sent is saved, never shown', async () => {
  const cookie = await signIn('founder')
  const content = Buffer.from('<script>alert(1)</script>')
  const keep = defineCommand({
    name: 'test.keep-file',
    summary: 'Keeps a file',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    run: async (tx) => ({ sha256: await keepBlob(tx, { content, contentType: 'text/html' }) }),
  })
  const { sha256 } = accepted(await store.execute(keep, { company: ours, actor: founder, input: {} })).outcome
  const answer = await get(`/c/${slug}/documents/${sha256}`, cookie)
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9a-f]{12}\.bin"$/)
  expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  expect(await answer.text()).toBe(content.toString())
  expect((await get(`/c/${other}/documents/${sha256}`, cookie)).status).toBe(404)
  expect(await html(`/c/${slug}/books/journal`, cookie)).toContain('commodity')
})

test('assets come small and are not sent twice', async () => {
  const first = await app.request(`${host}/assets/htmx.js`, { headers: { 'accept-encoding': 'gzip' } })
  expect([first.status, first.headers.get('content-encoding')]).toEqual([200, 'gzip'])
  expect((await first.arrayBuffer()).byteLength).toBeLessThan(20_000)
  const again = await app.request(`${host}/assets/htmx.js`, {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  })
  expect(again.status).toBe(304)
})
