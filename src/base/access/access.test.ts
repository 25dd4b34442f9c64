import { accepted, dayMs, isRefusal, minuteMs, type Instant, newId, plusMs } from '#kernel'
import { openTestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  type Access,
  accessMigrations,
  authenticateToken,
  createSignInLink,
  createToken,
  endSession,
  isCsrf,
  maySee,
  openAccess,
  openSession,
  redeemSignInLink,
  revokeToken,
  sessionOf,
  tokens,
} from './index.ts'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
/** Each test has a time of its own, because a clock never runs back. */
const at = (now: Instant): Access => openAccess(store(), { clock: { now: () => now } })
const later = (ms: number): Access => at(plusMs(store().clock.now(), ms))
const now = () => later(0)
const founder = { person: 'founder', role: 'founder', companies: 'all' } as const

beforeAll(async () => {
  opened.store = await openTestStore(accessMigrations)
})

test('a token opens the door with the role and the companies that it was made for', async () => {
  const [mine, other] = [await store().company(), await store().company()]
  const token = accepted(await createToken(now(), { name: 'tax export', role: 'accountant', companies: [mine] }))
  const principal = accepted(await authenticateToken(now(), token.text))
  expect(principal).toEqual({
    id: token.id,
    role: 'accountant',
    companies: [mine],
    actor: { kind: 'accountant', id: token.id, program: true },
  })
  expect([maySee(principal, mine), maySee(principal, other)]).toEqual([true, false])
  expect((await tokens(now())).find((it) => it.id === token.id)).toMatchObject({ lastUsed: '2026-10-01' })
})

test('a token of nobody, an altered one, a revoked one and an expired one are refused alike', async () => {
  const { id, text } = accepted(await createToken(now(), { name: 'short', role: 'founder', companies: 'all', days: 2 }))
  const stranger = await authenticateToken(now(), '')
  expect(stranger).toMatchObject({ kind: 'unauthenticated' })
  const [, secret = ''] = text.split('.')
  const altered = `${id}.${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`
  const unknown = `${newId('tok', store().clock.now(), store().chance)}.${secret}`
  for (const bad of [altered, unknown, `${text}x`, `${text}.x`, text.toUpperCase(), `lnk_${text.slice(4)}`, id])
    expect(await authenticateToken(now(), bad)).toEqual(stranger)
  expect(isRefusal(await authenticateToken(later(2 * dayMs - 1), text))).toBe(false)
  expect(await authenticateToken(later(2 * dayMs), text)).toEqual(stranger)
  expect(await revokeToken(now(), id)).toBeUndefined()
  expect(await authenticateToken(now(), text)).toEqual(stranger)
  expect(await revokeToken(now(), 'tok_x')).toMatchObject({ kind: 'no-such-token' })
})

test('no secret lies in the database', async () => {
  const token = accepted(await createToken(now(), { name: 'kept', role: 'operator', companies: 'all' }))
  const link = accepted(await createSignInLink(now(), founder))
  const session = await openSession(now(), founder)
  const kept = await store().owner.query(
    `select (select json_agg(t) from access.tokens t)::text || (select json_agg(t) from access.sign_in_links t)::text
       || (select json_agg(t) from access.sessions t)::text as all`,
  )
  const text = (kept.rows[0] as { all: string }).all
  for (const { text: secret } of [token, link, session]) expect(text).not.toContain(secret.split('.')[1])
  expect(text).toContain(token.id)
})

test('a sign-in link opens one session, also when two come with it at the same time', async () => {
  const { text } = accepted(await createSignInLink(now(), founder))
  const results = await Promise.all([1, 2, 3].map(() => redeemSignInLink(now(), text)))
  expect(results.filter((it) => !isRefusal(it))).toHaveLength(1)
  expect(results.filter(isRefusal).map((it) => it.kind)).toEqual(['sign-in-link-used', 'sign-in-link-used'])
})

test('a sign-in link is dead after fifteen minutes, and says so only to who holds it', async () => {
  const { text } = accepted(await createSignInLink(now(), founder))
  expect(await redeemSignInLink(later(15 * minuteMs), text)).toMatchObject({ kind: 'sign-in-link-expired' })
  const [id] = text.split('.')
  for (const guess of [`${id}.${'A'.repeat(43)}`, 'lnk_', ''])
    expect(await redeemSignInLink(later(15 * minuteMs), guess)).toMatchObject({ kind: 'sign-in-link-unknown' })
  expect(isRefusal(await redeemSignInLink(later(15 * minuteMs - 1), text))).toBe(false)
})

test('a session knows its person, ends by signing out, by age and by not being used', async () => {
  const person = { person: 'Bea', role: 'operator', companies: 'all' } as const
  const { text, session } = await openSession(now(), person)
  expect(await sessionOf(now(), text)).toEqual(session)
  expect(session.principal.actor).toEqual({ kind: 'operator', id: 'Bea' })
  expect(await sessionOf(later(7 * dayMs), text)).toBeUndefined()
  for (let day = 6; day < 30; day += 6) expect(await sessionOf(later(day * dayMs), text)).toBeDefined()
  expect(await sessionOf(later(30 * dayMs), text)).toBeUndefined()
  await endSession(now(), `${session.principal.id}.${'A'.repeat(43)}`)
  expect(await sessionOf(later(24 * dayMs), text)).toBeDefined()
  await endSession(now(), text)
  expect(await sessionOf(later(24 * dayMs), text)).toBeUndefined()
})

test('a form of one session is not taken from another', async () => {
  const [one, two] = [await openSession(now(), founder), await openSession(now(), founder)]
  expect(isCsrf(one.session, one.session.csrf)).toBe(true)
  for (const forged of [two.session.csrf, '', one.text, one.session.csrf.slice(1)])
    expect(isCsrf(one.session, forged)).toBe(false)
})

test('a name that could forge a line of the log is refused', async () => {
  for (const name of ['', ' x', 'a\nb', 'a\u0000b', 'a\u2028b', 'x'.repeat(101)]) {
    expect(await createToken(now(), { name, role: 'founder', companies: 'all' })).toMatchObject({ kind: 'bad-input' })
    expect(await createSignInLink(now(), { ...founder, person: name })).toMatchObject({ kind: 'bad-input' })
  }
})

test('whatever text a stranger sends as a credential, nobody is let in and nothing breaks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      expect(await authenticateToken(now(), text)).toMatchObject({ kind: 'unauthenticated' })
      expect(await sessionOf(now(), text)).toBeUndefined()
      expect(await redeemSignInLink(now(), text)).toMatchObject({ kind: 'sign-in-link-unknown' })
    }),
    { numRuns: 100 },
  )
})
