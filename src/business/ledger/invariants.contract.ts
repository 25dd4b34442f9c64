import { accepted, founder, instantOfMs, isRefusal, msOf, type Refusal } from '#kernel'
import {
  closePeriod,
  expireReservations,
  openBooks,
  postEntry,
  type PostingInput,
  reopenPeriod,
  reserve,
  reverseEntry,
  settleReservation,
  softLockPeriod,
  voidReservation,
} from '#ledger'
import type { CompanyId, Done } from '#store'
import type { TestStore } from '#testing'
import fc from 'fast-check'
import type { z } from 'zod'

/** What may be asked of books, in any order, and how it is asked: through the public commands only. */
export const plain = ['receivable', 'bank:main', 'revenue.services', 'vat.output', 'payable', 'expense.software']
export const fenced = 'bank:fenced'

type PostInput = z.input<typeof postEntry.input>

export type World = {
  readonly store: TestStore
  readonly company: CompanyId
  readonly entries: string[]
  readonly keyed: { input: PostInput; key: string }[]
  readonly reservations: { id: string; cents: bigint }[]
}

export async function newWorld(store: TestStore): Promise<World> {
  const company = await store.company()
  const accounts = [{ account: 'bank:main' }, { account: fenced, floor: '0.00 EUR' }]
  accepted(await store.execute(openBooks, { company, actor: founder, input: { currency: 'EUR', accounts } }))
  return { store, company, entries: [], keyed: [], reservations: [] }
}

export type Op =
  | {
      op: 'post'
      day: string
      legs: { account: string; cents: bigint }[]
      adjusting: boolean
      usd: boolean
      key?: string
    }
  | { op: 'again'; pick: number }
  | { op: 'unbalanced'; day: string; cents: bigint }
  | { op: 'reverse'; pick: number }
  | { op: 'reserve'; from: string; cents: bigint; hours?: number }
  | { op: 'settle'; pick: number; percent: bigint; day: string }
  | { op: 'void' | 'fill'; pick: number }
  | { op: 'expire' }
  | { op: 'wait'; hours: number }
  | { op: 'lock' | 'close' | 'reopen'; month: string }

const day = fc.constantFrom('2026-07-31', '2026-08-01', '2026-08-15', '2026-09-30', '2026-10-01')
const month = fc.constantFrom('2026-07', '2026-08', '2026-09')
export const cents = fc.bigInt({ min: 1n, max: 10n ** 12n })
const account = fc.constantFrom(...plain, fenced)
const pick = fc.nat(20)
export const anyOp: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        op: fc.constant('post' as const),
        day,
        legs: fc.array(
          fc.record({
            account,
            cents: fc.oneof(
              cents,
              cents.map((it) => -it),
            ),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        adjusting: fc.boolean(),
        usd: fc.boolean(),
        key: fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6'),
      },
      { requiredKeys: ['op', 'day', 'legs', 'adjusting', 'usd'] },
    ),
  },
  fc.record({ op: fc.constant('unbalanced' as const), day, cents }),
  { weight: 2, arbitrary: fc.record({ op: fc.constant('reverse' as const), pick }) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        op: fc.constant('reserve' as const),
        from: fc.constantFrom('bank:main', fenced),
        cents,
        hours: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: ['op', 'from', 'cents'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('settle' as const), pick, percent: fc.bigInt({ min: 1n, max: 120n }), day }),
  },
  fc.record({ op: fc.constantFrom('void' as const, 'fill' as const), pick }),
  fc.record({ op: fc.constant('again' as const), pick }),
  fc.record({ op: fc.constant('expire' as const) }),
  fc.record({ op: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ op: fc.constantFrom('lock' as const, 'close' as const, 'reopen' as const), month }),
)

/** The postings that make `legs` balance, in euros, or in dollars at 1 to 1 with the books. */
function balanced(legs: { account: string; cents: bigint }[], usd: boolean): PostingInput[] {
  const print = (minor: bigint, code: string): string => {
    const size = minor < 0n ? -minor : minor
    return `${minor < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')} ${code}`
  }
  const rest = legs.reduce((sum, leg) => sum - leg.cents, 0n)
  const all = rest === 0n ? legs : [...legs, { account: 'equity.capital', cents: rest }]
  const rate = { value: '1', source: 'test', day: '2026-10-01' }
  return all.map((leg) =>
    usd
      ? { account: leg.account, amount: print(leg.cents, 'USD'), book: print(leg.cents, 'EUR'), rate }
      : { account: leg.account, amount: print(leg.cents, 'EUR') },
  )
}

const euros = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')} EUR`

export type Did = { refused?: Refusal; entry?: string | undefined; replayed?: boolean }

const text = { description: 'a test', source: 'test:1' }
const hourMs = 3_600_000

export async function doOp(world: World, it: Op): Promise<Did> {
  const done = await ask(world, it)
  if (done === undefined) return {}
  if (isRefusal(done)) return { refused: done }
  const outcome = done.outcome as { entry?: string; reservation?: string }
  if (outcome.entry !== undefined && !done.replayed) world.entries.push(outcome.entry)
  if (it.op === 'reserve' && outcome.reservation !== undefined)
    world.reservations.push({ id: outcome.reservation, cents: it.cents })
  return { entry: outcome.entry, replayed: done.replayed }
}

async function ask(world: World, it: Op): Promise<Done<unknown> | Refusal | undefined> {
  const { store, company } = world
  const at = { company, actor: founder }
  const entry = (index: number): string => world.entries[index % world.entries.length] ?? `ent_${'0'.repeat(26)}`
  const reservation = (index: number): { id: string; cents: bigint } =>
    world.reservations[index % world.reservations.length] ?? { id: `rsv_${'0'.repeat(26)}`, cents: 100n }
  switch (it.op) {
    case 'post': {
      const input = { ...text, eventDay: it.day, adjusting: it.adjusting, postings: balanced(it.legs, it.usd) }
      const done = await store.execute(postEntry, { ...at, input, ...(it.key === undefined ? {} : { key: it.key }) })
      if (it.key !== undefined && !isRefusal(done)) world.keyed.push({ input, key: it.key })
      return done
    }
    case 'again': {
      const before = world.keyed[it.pick % world.keyed.length]
      return before ? store.execute(postEntry, { ...at, ...before }) : undefined
    }
    case 'unbalanced': {
      const credit = { account: 'payable', amount: `-${euros(it.cents + 1n)}` }
      const postings = [{ account: 'receivable', amount: euros(it.cents) }, credit]
      return store.execute(postEntry, { ...at, input: { ...text, eventDay: it.day, postings }, key: 'bad' })
    }
    case 'fill': {
      const postings = balanced([{ account: fenced, cents: 10n ** 12n }], false)
      return store.execute(postEntry, { ...at, input: { ...text, eventDay: '2026-10-01', postings } })
    }
    case 'reverse':
      return store.execute(reverseEntry, { ...at, input: { entry: entry(it.pick), reason: 'undone' } })
    case 'reserve': {
      const due = it.hours === undefined ? undefined : instantOfMs(msOf(store.clock.now()) + it.hours * hourMs)
      const input = { ...text, debit: 'payable', credit: it.from, amount: euros(it.cents) }
      return store.execute(reserve, { ...at, input: due === undefined ? input : { ...input, expiresAt: due } })
    }
    case 'settle': {
      const { id, cents: whole } = reservation(it.pick)
      const part = (whole * it.percent) / 100n
      const input = { reservation: id, eventDay: it.day, amount: euros(part === 0n ? 1n : part) }
      return store.execute(settleReservation, { ...at, input })
    }
    case 'void':
      return store.execute(voidReservation, { ...at, input: { reservation: reservation(it.pick).id, reason: 'x' } })
    case 'expire':
      return store.execute(expireReservations, { ...at, input: {} })
    case 'wait':
      store.clock.moveTo(instantOfMs(msOf(store.clock.now()) + it.hours * hourMs))
      return undefined
    case 'lock':
      return store.execute(softLockPeriod, { ...at, input: { month: it.month } })
    case 'close': {
      const skip = [{ check: 'reservations-resolved', reason: 'a test' }]
      return store.execute(closePeriod, { ...at, input: { month: it.month, skip } })
    }
    case 'reopen':
      break
  }
  return store.execute(reopenPeriod, { ...at, input: { month: it.month, reason: 'a test' } })
}
