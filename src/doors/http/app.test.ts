import { openTestStore, type TestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'
import { doorMigrations, jsonBody, launched, openDoor } from './fixture.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore(doorMigrations)
})

const post = (company: string, command: string) => `/api/companies/${company}/commands/${command}`
const ask = (company: string, query: string) => `/api/companies/${company}/queries/${query}`
const entry = (amount: string, headers = {}) =>
  jsonBody(
    {
      eventDay: '2026-10-01',
      description: 'Opening',
      source: 'tests:1',
      postings: [
        { account: 'bank:main', amount },
        { account: 'equity.opening', amount: `-${amount}` },
      ],
    },
    headers,
  )

test('a stranger learns nothing: with and without a bad token every address answers alike', async () => {
  const { app, as } = openDoor(store)
  const { slug, id } = await launched(store)
  for (const path of [
    '/api/companies',
    `/api/companies/${slug}/log`,
    `/api/companies/${id}/log`,
    '/api/nothing',
    '/api',
  ]) {
    for (const request of [app.request(path), as('tok_x')(path), as(`${id}.abc`)(path)]) {
      const response = await request
      expect(response.status).toBe(401)
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer')
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ kind: 'unauthenticated', status: 401, title: 'Unauthenticated' })
    }
  }
})

test('a token of one company cannot tell another company from one that never was', async () => {
  const { as, token } = openDoor(store)
  const [mine, other] = [await launched(store), await launched(store)]
  const call = as(await token([mine.id]))
  const listed = (await (await call('/api/companies')).json()) as { companies: { id: string }[] }
  expect(listed.companies.map((it) => it.id)).toEqual([mine.id])
  expect((await call(ask(mine.slug, 'ledger.balances'))).status).toBe(200)
  const never = await (await call(ask('never-was', 'ledger.balances'))).text()
  for (const name of [other.slug, other.id]) {
    for (const response of [
      await call(ask(name, 'ledger.balances')),
      await call(`/api/companies/${name}/log`),
      await call(post(name, 'ledger.post-entry'), entry('1.00 EUR')),
      await call(`/api/companies/${name}/imports?name=a.eml`, { method: 'POST', body: 'From: a@b.example' }),
    ]) {
      expect(response.status).toBe(404)
      expect(await response.text()).toBe(never)
    }
  }
})

test('a command does what it says, is logged under the token, and a query answers with the change', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const text = await token()
  const call = as(text)
  const done = await call(post(slug, 'ledger.post-entry'), entry('12.50 EUR'))
  expect(await done.json()).toMatchObject({
    replayed: false,
    dryRun: false,
    outcome: { entry: expect.stringMatching(/^ent_/) },
  })
  const entries = (await (await call(`${ask(slug, 'ledger.entries')}?limit=10&account=bank:main`)).json()) as {
    entries: { description: string }[]
  }
  expect(entries.entries.map((it) => it.description)).toContain('Opening')
  const log = (await (await call(`/api/companies/${slug}/log`)).json()) as {
    lines: { actor: string; command: string }[]
  }
  expect(log.lines.at(-1)).toMatchObject({ command: 'ledger.post-entry', actor: `founder:${text.split('.')[0]}` })
})

test('a request that is repeated with its key happens once; another body under this key is a conflict', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const call = as(await token())
  const send = (amount: string) => call(post(slug, 'ledger.post-entry'), entry(amount, { 'Idempotency-Key': 'k-1' }))
  const [first, second] = [await (await send('3.00 EUR')).json(), await (await send('3.00 EUR')).json()] as {
    outcome: object
  }[]
  expect(second?.outcome).toEqual(first?.outcome)
  const conflict = await send('4.00 EUR')
  expect(conflict.status).toBe(409)
  expect(await conflict.json()).toMatchObject({ kind: 'idempotency-conflict' })
  for (const key of ['x'.repeat(151), 'a\tb', ''])
    expect((await call(post(slug, 'ledger.post-entry'), entry('3.00 EUR', { 'Idempotency-Key': key }))).status).toBe(
      400,
    )
})

test('a dry run shows the outcome and keeps nothing', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const call = as(await token())
  const before = await (await call(ask(slug, 'ledger.balances'))).text()
  const dry = await call(`${post(slug, 'ledger.post-entry')}?dry-run=true`, entry('9.00 EUR'))
  expect(await dry.json()).toMatchObject({ dryRun: true })
  expect(await (await call(ask(slug, 'ledger.balances'))).text()).toBe(before)
  for (const wrong of ['dry-run=yes', 'dry-run=', 'dry-run=true&dry-run=false', 'dryrun=true'])
    expect((await call(`${post(slug, 'ledger.post-entry')}?${wrong}`, entry('9.00 EUR'))).status).toBe(400)
})

test('a role may do what its commands and queries allow, and the answer names the rule', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const operator = as(await token('all', 'operator'))
  const refused = await operator(post(slug, 'ledger.reopen-period'), jsonBody({ month: '2026-09', reason: 'x' }))
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ kind: 'not-allowed', fix: expect.any(String) })
  const accountant = as(await token('all', 'accountant'))
  expect((await accountant(ask(slug, 'ledger.trial-balance'))).status).toBe(200)
  for (const command of [
    'companies.dismiss-file',
    'ledger.post-entry',
    'banking.close-month',
    'invoicing.record-payment',
  ])
    expect([command, (await accountant(post(slug, command), jsonBody({}))).status]).toEqual([command, 403])
  const upload = { method: 'POST', body: 'x' }
  expect((await accountant(`/api/companies/${slug}/imports?name=a`, upload)).status).toBe(403)
})

test('a program with the founder’s token cannot say the founder’s yes, nor close over a forged checklist', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const program = as(await token())
  const approve = await program(
    post(slug, 'approvals.approve'),
    jsonBody({ approval: 'apr_01k6x3m7p2e8r4t9w1y5z0abcd' }),
  )
  expect([approve.status, await approve.json()]).toMatchObject([403, { kind: 'needs-a-person' }])
  const apply = await program(post(slug, 'companies.apply-company-file'), jsonBody({ file: 'x', plan: 'y' }))
  expect(await apply.json()).toMatchObject({ kind: 'needs-a-person' })
  const mail = { to: { address: 'stranger@elsewhere.example' }, subject: 'Hi', text: 'Hello' }
  expect(await (await program(post(slug, 'inbox.queue-mail'), jsonBody(mail))).json()).toMatchObject({
    kind: 'policy-denies',
  })
  expect((await program(post(slug, 'ledger.close-period'), jsonBody({ month: '2026-09' }))).status).toBe(404)
})

test('a refusal keeps its kind, its reason, its fix and its facts', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const call = as(await token())
  const bad = await call(post(slug, 'ledger.post-entry'), entry('1.999 EUR'))
  expect(bad.status).toBe(400)
  expect(await bad.json()).toMatchObject({
    type: 'https://kontor.example/problems/bad-input',
    title: 'Bad input',
    detail: expect.stringContaining('1.999'),
    facts: { problems: [{ field: expect.stringContaining('postings') }, {}] },
  })
  const unknown = await call(ask(slug, 'ledger.entry?entry=ent_01k6x3m7p2e8r4t9w1y5z0abcd'))
  expect(unknown.status).toBe(404)
  expect((await call(post(slug, 'ledger.no-such'), jsonBody({}))).status).toBe(404)
  expect((await call(ask(slug, 'ledger.no-such'))).status).toBe(404)
})

test('parameters are read by the schema of the query, and what does not fit is named', async () => {
  const { as, token } = openDoor(store)
  const { slug } = await launched(store)
  const call = as(await token())
  const good = ['limit=1', 'before[eventDay]=2026-10-01&before[entry]=ent_01k6x3m7p2e8r4t9w1y5z0abcd', '']
  for (const query of good) expect((await call(`${ask(slug, 'ledger.entries')}?${query}`)).status).toBe(200)
  const bad = [
    'limit=0',
    'limit=abc',
    'limit=1e3',
    'limit=1&limit=2',
    'limit=%00',
    'unknown=1',
    'before=x',
    'before=x&before[entry]=y',
    'before[entry]=ent_x',
    'before[__proto__]=x',
    '__proto__=x',
    '__proto__[x]=y',
    'constructor=x',
  ]
  for (const query of bad) {
    const response = await call(`${ask(slug, 'ledger.entries')}?${query}`)
    expect([query, response.status]).toEqual([query, 400])
    expect(await response.json()).toMatchObject({ kind: 'bad-input' })
  }
})

test('a log is read in pages, to its end, without a gap', async () => {
  const { as, token } = openDoor(store, { limits: { pageLines: 2 } })
  const { slug, id } = await launched(store)
  const call = as(await token([id], 'accountant'))
  const seen: number[] = []
  for (let after: number | null = 0; after !== null;) {
    const page = await call(`/api/companies/${slug}/log?after=${after}`)
    const body = (await page.json()) as { lines: { seq: number }[]; next: number | null }
    expect(body.lines.length).toBeLessThanOrEqual(2)
    seen.push(...body.lines.map((it) => it.seq))
    after = body.next
  }
  expect(seen.length).toBeGreaterThan(2)
  expect(seen).toEqual(seen.map((_, i) => i + 1))
  for (const wrong of ['after=-1', 'after=x', 'after=1&after=2', 'before=1'])
    expect((await call(`/api/companies/${slug}/log?${wrong}`)).status).toBe(400)
})

test('the server says whether it is ready, to everybody', async () => {
  expect(await (await openDoor(store).app.request('/healthz')).json()).toEqual({ status: 'ok' })
  const broken = { ...store, installation: () => Promise.reject(new Error('gone')) }
  const answer = await openDoor(broken).app.request('/healthz')
  expect([answer.status, await answer.json()]).toMatchObject([503, { kind: 'not-ready' }])
  const hanging = { ...store, installation: () => new Promise<never>(() => undefined) }
  expect((await openDoor(hanging, { limits: { healthMs: 20 } }).app.request('/healthz')).status).toBe(503)
})

test('pages that are added stand behind the same guards, and what goes wrong there is said on a page', async () => {
  const problemPage = (_c: unknown, { title, status }: { title: string; status: number }) =>
    new Response(`<h1>${title} ${status}</h1>`, {
      headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': "style-src 'self'" },
    })
  const { app, logged } = openDoor(store, { problemPage, limits: { perStranger: { burst: 1, perSecond: 0.01 } } })
  app.get('/page', (c) => c.html('<p>', 200, { 'Content-Security-Policy': "default-src 'self'" }))
  app.get('/broken', () => Promise.reject(new Error('secret')))
  app.post('/sign-in', (c) => (c.get('stranger')() ? c.text('slow down', 429) : c.text('welcome')))
  const page = await app.request('/page')
  expect([page.headers.get('Content-Security-Policy'), page.headers.get('X-Frame-Options')]).toEqual([
    "default-src 'self'",
    'DENY',
  ])
  expect((await app.request('http://evil.example/page')).status).toBe(421)
  expect((await app.request('/sign-in', { method: 'POST' })).status).toBe(200)
  expect((await app.request('/sign-in', { method: 'POST' })).status).toBe(429)
  const html = { headers: { Accept: 'text/html,*/*' } }
  const seen = async (path: string, init: RequestInit = {}) => {
    const response = await app.request(path, { ...html, ...init })
    return [response.status, await response.text(), response.headers.get('Content-Security-Policy')]
  }
  expect(await seen('/nothing')).toEqual([404, '<h1>No such address 404</h1>', "style-src 'self'"])
  expect(await seen('/broken')).toEqual([500, '<h1>Unexpected 500</h1>', "style-src 'self'"])
  expect(await seen('/page', { method: 'POST' })).toEqual([405, '<h1>Method not allowed 405</h1>', "style-src 'self'"])
  expect((await app.request('/page', { ...html, method: 'POST' })).headers.get('Allow')).toBe('GET, HEAD')
  expect((await app.request('/api/x', html)).headers.get('Content-Type')).toBe('application/problem+json')
  expect(logged).toMatchObject([{ route: '/broken' }])
})
