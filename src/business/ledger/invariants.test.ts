import { accepted, canonicalJson } from '#kernel'
import { balances, type EntryPosted, ledgerMigrations, replayBalances } from '#ledger'
import { type CompanyId, logLines, verifyLog } from '#store'
import { openTestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { anyOp, cents, doOp, fenced, newWorld, type Op, plain } from './invariants.contract.ts'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

const tables = [
  ...['books', 'accounts', 'entries', 'postings', 'balances', 'reservations', 'period_acts'].map(
    (it) => `ledger.${it}`,
  ),
  ...['log', 'log_heads', 'outbox', 'command_results'].map((it) => `store.${it}`),
]
const dumpSql = tables
  .map((it) => `select '${it}' || t::text as row from ${it} t where company_id = $1`)
  .join(' union all ')

/** Every byte that the company has. */
async function dump(company: CompanyId): Promise<string> {
  const rows = await store().read(company, (tx) => tx.rows<{ row: string }>(`${dumpSql} order by 1`, [company]))
  return rows.map(({ row }) => row).join('\n')
}

async function closedThrough(company: CompanyId): Promise<string> {
  const sql = 'select closed_through as month from ledger.books where company_id = $1'
  return (await store().read(company, (tx) => tx.row<{ month: string }>(sql, [company])))?.month ?? ''
}

/** I1 and I2: walks the log and sums up per currency after each fact. */
async function logSumsToZero(company: CompanyId): Promise<void> {
  const facts = await store().read(company, async (tx) => {
    const lines = []
    for await (const line of logLines(tx)) lines.push(line)
    return lines
  })
  const totals = new Map<string, bigint>()
  for (const { type, body } of facts) {
    if (type !== 'ledger.entry-posted') continue
    for (const { amount } of (JSON.parse(body) as EntryPosted).postings) {
      const [value = '', code = ''] = amount.split(' ')
      totals.set(code, (totals.get(code) ?? 0n) + BigInt(value.replace('.', '')))
    }
    expect([...totals.values()].every((total) => total === 0n)).toBe(true)
  }
}

test('whatever is asked of the books, they balance, keep what was posted, and a refusal leaves no trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOp, { minLength: 5, maxLength: 30 }), async (ops) => {
      const world = await newWorld(store())
      const { company } = world
      for (const it of ops) {
        const before = await dump(company)
        const shut = await closedThrough(company)
        const did = await doOp(world, it)
        const after = await dump(company)
        if (it.op === 'again' && did.entry !== undefined) expect(did.replayed, 'I6').toBe(true)
        if (did.refused || did.replayed) expect(after, 'I7: a refused or repeated write leaves every byte').toBe(before)
        expect(it.op === 'unbalanced' && did.refused === undefined, 'I1').toBe(false)
        const old = before.split('\n').filter((row) => /^(ledger\.entries|ledger\.postings|store\.log\()/.test(row))
        const kept = new Set(after.split('\n'))
        expect(
          old.every((row) => kept.has(row)),
          'I4: nothing that was posted changes',
        ).toBe(true)
        const added = after.split('\n').filter((row) => row.startsWith('ledger.entries') && !old.includes(row))
        const days = added.map((row) => /\d{4}-\d\d-\d\d/.exec(row)?.[0] ?? '')
        expect(
          days.every((it) => it.slice(0, 7) > shut),
          'I8: nothing enters a closed month',
        ).toBe(true)
        const { accounts } = accepted(await store().ask(company, balances, {}))
        const available =
          accounts.find((row) => row.account === fenced && row.amount.endsWith('EUR'))?.available ?? '0.00 EUR'
        expect(available.startsWith('-'), `I9: ${fenced} never falls below its floor`).toBe(false)
      }
      await logSumsToZero(company)
      expect(await store().read(company, verifyLog)).toMatchObject({ ok: true })
      expect(await store().read(company, replayBalances)).toMatchObject({ ok: true, entries: world.entries.length })
    }),
    { numRuns: 12 },
  )
})

test('a reversal of a reversal restores every balance, and nothing is reversed twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ account: fc.constantFrom(...plain), cents }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (legs, usd) => {
        const world = await newWorld(store())
        const post: Op = { op: 'post', day: '2026-10-01', legs, usd, adjusting: false }
        await doOp(world, post)
        const shown = async () =>
          canonicalJson(
            accepted(await store().ask(world.company, balances, {})).accounts.map(({ account, amount, book }) => [
              account,
              amount,
              book,
            ]),
          )
        const first = await shown()
        expect(await doOp(world, { op: 'reverse', pick: 0 })).not.toHaveProperty('refused')
        expect(await shown()).not.toBe(first)
        expect(await doOp(world, { op: 'reverse', pick: 0 })).toMatchObject({ refused: { kind: 'already-reversed' } })
        expect(await doOp(world, { op: 'reverse', pick: 1 })).not.toHaveProperty('refused')
        expect(await shown()).toBe(first)
      },
    ),
    { numRuns: 10 },
  )
})

test('writers at the same time lose nothing, and never take more than the floor allows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOp, { minLength: 20, maxLength: 40 }), async (ops) => {
      const world = await newWorld(store())
      await doOp(world, { op: 'fill', pick: 0 })
      await Promise.all(ops.filter((it) => it.op !== 'wait').map((it) => doOp(world, it)))
      const { accounts } = accepted(await store().ask(world.company, balances, {}))
      expect(accounts.find((row) => row.account === fenced && row.amount.endsWith('EUR'))?.available).not.toMatch(/^-/)
      await logSumsToZero(world.company)
      expect(await store().read(world.company, verifyLog)).toMatchObject({ ok: true })
      expect(await store().read(world.company, replayBalances)).toMatchObject({
        ok: true,
        entries: world.entries.length,
      })
    }),
    { numRuns: 8 },
  )
})
