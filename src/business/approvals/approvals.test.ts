import { accepted, currency, dayMs, founder, type Id, isRefusal, money, plusMs, role } from '#kernel'
import {
  approvalsMigrations,
  approve,
  askApproval,
  decide,
  decline,
  type PolicyRule,
  useApproval,
  waitingApprovals,
} from '#approvals'
import { type CompanyId } from '#store'
import { openTestStore, type TestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'

const eur = currency('EUR')
let store: TestStore
let company: CompanyId
beforeAll(async () => {
  store = await openTestStore(approvalsMigrations)
  company = await store.company()
})

const act = (total: string) => ({
  tool: 'invoicing.approve-bill',
  arguments: { bill: `bil_${total}` },
  effect: 'money' as const,
  amount: total,
  recipient: 'DE02120300000000202051',
  policyVersion: 'v1',
})
const bookkeeping = role('bookkeeping')
const ask = async (total: string): Promise<Id<'apr'>> => {
  const input = { ...act(total), sentence: `Approve a bill of ${total}`, why: 'above 500.00 EUR' }
  return accepted(await store.execute(askApproval, { company, actor: bookkeeping, input })).outcome
    .approval as Id<'apr'>
}
const say = (approval: Id<'apr'>) => store.execute(approve, { company, actor: founder, input: { approval } })
const use = (approval: Id<'apr'>, total: string, more = {}) =>
  store.execute(useApproval, { company, actor: bookkeeping, input: { approval, ...act(total), ...more } })

test('an approved act happens once, however often and at once it is tried', async () => {
  const approval = await ask('600.00 EUR')
  expect(await use(approval, '600.00 EUR')).toMatchObject({ kind: 'approval-not-open', facts: { state: 'waiting' } })
  accepted(await say(approval))
  const tries = await Promise.all([1, 2, 3, 4, 5].map(() => use(approval, '600.00 EUR')))
  expect(tries.filter((it) => !isRefusal(it))).toHaveLength(1)
})

test('an approval does not stretch to another amount, recipient, argument or policy', async () => {
  const approval = await ask('601.00 EUR')
  accepted(await say(approval))
  expect(await use(approval, '6010.00 EUR')).toMatchObject({ kind: 'approval-for-another-act' })
  expect(await use(approval, '601.00 EUR', { recipient: 'DE75512108001245126199' })).toMatchObject({
    kind: 'approval-for-another-act',
  })
  expect(await use(approval, '601.00 EUR', { arguments: { bill: 'bil_other' } })).toMatchObject({
    kind: 'approval-for-another-act',
  })
  expect(await use(approval, '601.00 EUR', { policyVersion: 'v2' })).toMatchObject({ kind: 'approval-for-another-act' })
  expect(isRefusal(await use(approval, '601.00 EUR'))).toBe(false)
})

test('a decision is made once, and a role cannot make it', async () => {
  const approval = await ask('602.00 EUR')
  expect(await store.execute(approve, { company, actor: bookkeeping, input: { approval } })).toMatchObject({
    kind: 'not-allowed',
  })
  accepted(await store.execute(decline, { company, actor: founder, input: { approval, because: 'not ours' } }))
  expect(await say(approval)).toMatchObject({ kind: 'approval-not-open', facts: { state: 'declined' } })
})

test('the same open act is asked for once', async () => {
  const first = await ask('603.00 EUR')
  expect(first).toMatch(/^apr_/)
  expect(await ask('603.00 EUR')).toBeNull()
})

test('an expired question can neither be approved nor used', async () => {
  const other = await openTestStoreAt()
  const input = { ...act('604.00 EUR'), sentence: 'Approve', why: 'above' }
  const asked = accepted(await other.store.execute(askApproval, { company: other.company, actor: bookkeeping, input }))
  other.store.clock.moveTo(plusMs(other.store.clock.now(), 31 * dayMs))
  const approval = asked.outcome.approval as Id<'apr'>
  expect(
    await other.store.execute(approve, { company: other.company, actor: founder, input: { approval } }),
  ).toMatchObject({ facts: { state: 'expired' } })
  expect(await other.store.ask(other.company, waitingApprovals, {})).toEqual([])
})

async function openTestStoreAt(): Promise<{ store: TestStore; company: CompanyId }> {
  const fresh = await openTestStore(approvalsMigrations)
  return { store: fresh, company: await fresh.company() }
}

const rule = fc.record({
  id: fc.string(),
  effect: fc.constantFrom('money' as const, 'outward-message' as const),
  when: fc.record({
    above: fc.option(
      fc.bigInt(0n, 1000n).map((it) => money(it, eur)),
      { nil: undefined },
    ),
    role: fc.constantFrom(undefined, 'finance'),
  }),
  decide: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
}) satisfies fc.Arbitrary<PolicyRule>

test('nothing is allowed that no rule allows, and one strict rule outweighs all lenient ones', () => {
  fc.assert(
    fc.property(fc.array(rule), fc.bigInt(0n, 2000n), (rules, minor) => {
      const facts = { effect: 'money' as const, role: 'finance', amount: money(minor, eur) }
      const { verdict } = decide(rules, facts)
      const speaking = rules.filter((it) => it.effect === 'money' && (!it.when.above || minor > it.when.above.minor))
      if (verdict === 'allow')
        expect(speaking.some((it) => it.decide === 'allow') && speaking.every((it) => it.decide === 'allow')).toBe(true)
      if (speaking.length === 0) expect(verdict).toBe('deny')
      expect(decide([...rules, { id: 'never', effect: 'money', when: {}, decide: 'deny' }], facts).verdict).toBe('deny')
    }),
  )
})

test('an amount in another currency than the limit counts as above it', () => {
  const above: PolicyRule = { id: 'limit', effect: 'money', when: { above: money(50_000n, eur) }, decide: 'ask' }
  const allow: PolicyRule = { id: 'small', effect: 'money', when: {}, decide: 'allow' }
  expect(decide([allow, above], { effect: 'money', role: 'x', amount: money(1n, currency('USD')) }).verdict).toBe('ask')
  expect(decide([allow, above], { effect: 'money', role: 'x', amount: money(50_000n, eur) }).verdict).toBe('allow')
})
