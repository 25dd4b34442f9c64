import { createToken, openAccess } from '#access'
import { createApp, openChanges } from '#doors/http'
import { findCompany } from '#companies'
import { accepted } from '#kernel'
import type { CompanyId } from '#store'
import { beforeAll, describe, expect, test } from 'vitest'
import { badMails, badStatements, goodMail, goodStatement } from './bad-files.ts'
import { type Kontor, openKontor } from './kontor.ts'
import type { TakenFile } from './month.ts'
import { changedTables, dumpOf } from './table-dump.ts'

type Send = (path: string, init?: RequestInit) => Promise<Response>
const scene: { kontor?: Kontor; stranger?: Send; founder?: Send; neighbour?: Send } = {}
const kontor = () => scene.kontor!

beforeAll(async () => {
  scene.kontor = await openKontor()
  await kontor().run('simulate', '--from', '2026-10-15T06:00:00Z')
  await kontor().run('launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes')
  await kontor().run('launch', 'ledgerline', '--name', 'Ledgerline', '--yes')
  const { store } = kontor().installation()
  const access = openAccess(store)
  const limits = { perStranger: { burst: 10, perSecond: 1 } }
  const changes = openChanges(store)
  const app = createApp(kontor().installation(), { access, changes, version: '0.0.0', log: () => undefined, limits })
  const idOf = async (slug: string): Promise<CompanyId> => accepted(await findCompany(store, slug)).id
  const bearerOf = async (slug: string): Promise<Send> => {
    const { text } = accepted(await createToken(access, { name: slug, role: 'founder', companies: [await idOf(slug)] }))
    return async (path, init = {}) =>
      app.request(path, { ...init, headers: { ...(init.headers as object), Authorization: `Bearer ${text}` } })
  }
  scene.stranger = async (path, init) => app.request(path, init)
  scene.founder = await bearerOf('quiet-inbox')
  scene.neighbour = await bearerOf('ledgerline')
})

const imports = '/api/companies/quiet-inbox/imports'
const commands = '/api/companies/quiet-inbox/commands/ledger.post-entry'
const entry = {
  eventDay: '2026-10-15',
  description: 'A test',
  source: 'test:1',
  postings: [
    { account: 'expense.software', amount: '1.00 EUR' },
    { account: 'bank:main', amount: '-1.00 EUR' },
  ],
}
const json = (body: unknown): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
})
const file = (content: Uint8Array): RequestInit => ({ method: 'POST', body: Buffer.from(content) })

type Problem = { status: number; kind: string; fix: string }
const problemIn = async (answer: Response): Promise<Problem> => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  return { ...((await answer.json()) as Problem), status: answer.status }
}

/** The answer, and that the company is as it was, byte by byte. */
async function refused(send: () => Promise<Response>): Promise<Problem> {
  const before = await dumpOf(kontor(), 'quiet-inbox')
  const problem = await problemIn(await send())
  expect(problem.fix).toMatch(/\w/)
  expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
  return problem
}

describe('nothing of a company is changed or shown', () => {
  test.each([
    ['a command', commands, json(entry)],
    ['a file', `${imports}?name=a.eml`, file(goodMail)],
    ['a question', '/api/companies/quiet-inbox/queries/ledger.balances', {}],
  ])('to a stranger who sends %s, or to the token of another company', async (_, path, init) => {
    expect(await refused(() => scene.stranger!(path, init))).toMatchObject({ status: 401, kind: 'unauthenticated' })
    expect(await refused(() => scene.neighbour!(path, init))).toMatchObject({ status: 404, kind: 'no-such-company' })
  })

  test.each([
    ['that is cut in half', JSON.stringify(entry).slice(0, 80), 400],
    ['of three decimals in EUR', JSON.stringify(entry).replaceAll('1.00', '1.005'), 400],
    ['with a key that nobody knows', { ...entry, colour: 'red' }, 400],
    ['of three megabytes', { ...entry, description: 'x'.repeat(3 * 1024 * 1024) }, 413],
    ['that does not balance', JSON.stringify(entry).replace('-1.00', '-2.00'), undefined],
  ])('by an entry %s', async (_, body, status) => {
    const problem = await refused(() => scene.founder!(commands, json(body)))
    expect(problem.status).toBe(status ?? problem.status)
    expect([400, 409, 413, 422]).toContain(problem.status)
  })
})

describe('a file as the whole body', () => {
  const send = async (content: Uint8Array) => {
    const answer = await scene.founder!(`${imports}?name=upload`, file(content))
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { files: TakenFile[] }).files[0]!
  }

  test('is taken in once, however often it is sent', async () => {
    for (const content of [goodMail, goodStatement]) {
      expect(await send(content)).toMatchObject({ state: 'taken-in' })
      const before = await dumpOf(kontor(), 'quiet-inbox')
      expect(await send(content)).toMatchObject({ state: 'duplicate' })
      expect(await dumpOf(kontor(), 'quiet-inbox')).toEqual(before)
    }
  })

  test('is set aside with the reason when it is bad, and nothing of it is used', async () => {
    for (const { content, kind } of [badMails[0]!, badMails[2]!, badStatements[0]!]) {
      const before = await dumpOf(kontor(), 'quiet-inbox')
      expect(await send(content())).toMatchObject({
        state: 'quarantined',
        facts: { kind: expect.stringMatching(kind) as string },
      })
      const changed = changedTables(before, await dumpOf(kontor(), 'quiet-inbox'))
      expect(changed).toEqual(['companies.quarantine', 'store.log', 'store.log_heads'])
    }
  })
})

test('who asks too much is told when to come again, and those with a token are still served', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => scene.stranger!(commands, json(entry))))
  const busy = answers.find(({ status }) => status === 429)
  expect(Number(busy?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await scene.founder!('/api/companies/quiet-inbox/queries/ledger.balances')).status).toBe(200)
})
