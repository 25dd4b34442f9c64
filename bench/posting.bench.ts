// Posting through the command, beside pgbench calling the bare SQL function on the same server with one entry a call.
import { performance } from 'node:perf_hooks'
import { accepted, founder, realClock } from '#kernel'
import { ledgerMigrations, openAccount, openBooks, postEntry } from '#ledger'
import type { CompanyId, Store } from '#store'
import { addCompanies, type Bed, inFolder, numberedCompany, onBed } from './bed.ts'
import { findPgbench, pgbench } from './pgbench.ts'
import { atLeast, inTurns, type Row } from './row.ts'

const rounds = 5
const seconds = 1.5
const warmUpMs = 1_000
const spreadAccounts = 100
const companies = Array.from({ length: 33 }, (_, n) => numberedCompany(n))
/** The last company is the lonely one, so that its rows are not mixed with those of the many. */
const lonely = companies.length - 1

/** Whose books are written by caller `n` of how many, and into which accounts. */
type Case = { readonly callers: number; readonly company: (caller: number) => number; readonly hot: boolean }

const manyCompanies = (callers: number): Case => ({ callers, company: (caller) => caller % lonely, hot: false })
const oneCompany = (callers: number, hot = false): Case => ({ callers, company: () => lonely, hot })

export async function rows(): Promise<Row[]> {
  return onBed(ledgerMigrations, async (bed) => {
    const store = await bed.open()
    await openAll(store)
    await store.close()
    return inFolder(async (folder) => [
      ...(await beside(bed, folder, { name: '32 companies', of: manyCompanies })),
      ...(await beside(bed, folder, { name: 'one company', of: oneCompany })),
      await hotBesideSpread(bed),
    ])
  })
}

async function beside(
  bed: Bed,
  folder: string,
  { name, of }: { name: string; of: (callers: number) => Case },
): Promise<Row[]> {
  const rows: Row[] = []
  for (const callers of [1, 8, 32]) {
    const it = of(callers)
    const { ours, peer } = await inTurns(rounds, {
      ours: () => postFor(bed, it),
      peer: () => pgbenchFor(bed, folder, it),
    })
    const figure = `ledger.post-entry, ${name}, ${callers} at once`
    const bare = { name: 'pgbench on the bare function', value: peer }
    rows.push(atLeast(figure, { ours, peer: bare, share: 0.6, unit: 'entries/s' }))
    if (callers === 32 && it.company(0) === it.company(1)) {
      const single = { ...bare, name: 'single calls at 32' }
      rows.push(
        atLeast('micro-batched, one company, 32 at once', { ours, peer: single, share: 1.5, unit: 'entries/s' }),
      )
    }
  }
  return rows
}

async function hotBesideSpread(bed: Bed): Promise<Row> {
  const { hot, spread } = await inTurns(rounds, {
    hot: () => postFor(bed, oneCompany(32, true)),
    spread: () => postFor(bed, oneCompany(32)),
  })
  const peer = { name: 'spread accounts', value: spread }
  return atLeast('the same four hot accounts, 32 at once', { ours: hot, peer, share: 0.5, unit: 'entries/s' })
}

/** Every caller waits for its answer before it posts again. */
async function postFor({ open }: Bed, { callers, company, hot }: Case): Promise<number> {
  const store = await open(callers)
  const run = { done: 0, until: performance.now() + warmUpMs }
  const caller = async (_: unknown, n: number): Promise<void> => {
    const input = { eventDay: '2026-10-01', description: 'Benchmark', source: 'bench:posting' }
    for (let i = n; performance.now() < run.until; i += 7, run.done++) {
      const postings = postingsOf(hot ? 0 : i % spreadAccounts)
      accepted(
        await store.execute(postEntry, {
          company: companies[company(n)]!,
          actor: founder,
          input: { ...input, postings },
        }),
      )
    }
  }
  const callersAtWork = () => Promise.all(Array.from({ length: callers }, caller))
  await callersAtWork()
  const started = performance.now()
  run.done = 0
  run.until = started + seconds * 1_000
  await callersAtWork()
  const rate = (run.done * 1_000) / (performance.now() - started)
  await store.close()
  return rate
}

function postingsOf(n: number) {
  const [receivable, services, goods, vat] = accountsOf(n)
  return [
    { account: receivable, amount: '119.00 EUR' },
    { account: services, amount: '-60.00 EUR' },
    { account: goods, amount: '-40.00 EUR' },
    { account: vat, amount: '-19.00 EUR' },
  ]
}

function accountsOf(n: number): [string, string, string, string] {
  return [`receivable:s${n}`, `revenue.services:s${n}`, `revenue.goods:s${n}`, `vat.output:s${n}`]
}

/** The same entry as the command writes it, with id and accounts put in by the server. */
async function pgbenchFor({ connection }: Bed, folder: string, { callers, company, hot }: Case): Promise<number> {
  const program = findPgbench()
  if (!program) throw new Error('pgbench is missing: apt-get install postgresql-contrib')
  const many = company(0) !== company(1)
  const script = [
    `\\set n ${hot ? '0' : `random(0, ${spreadAccounts - 1})`}`,
    `\\set c ${many ? ':client_id' : lonely}`,
    `select ledger.post_entries('cmp_' || lpad((:c)::text, 26, '0'),
       replace(replace(:item, '@id', 'ent_' || gen_random_uuid()), '@n', (:n)::text)::jsonb);`,
  ].join('\n')
  return pgbench({ program, connection, folder, script, clients: callers, seconds: 2, variables: { item: itemText() } })
}

function itemText(): string {
  const body = { entry: '@id', eventDay: '2026-10-01', description: 'Benchmark', source: 'bench:posting' }
  const at = realClock().now()
  const postings = postingsOf(0).map(({ account, amount }) => ({ account: account.replace('s0', 's@n'), amount }))
  const item = {
    id: '@id',
    day: '2026-10-01',
    description: 'Benchmark',
    source: 'bench:posting',
    document: '',
    reverses: '',
    settles: '',
    adjusting: false,
    postings: postings.map(({ account, amount }) => ({
      account,
      currency: 'EUR',
      amount: amount.replace('.00 EUR', '00'),
    })),
    body: JSON.stringify({ ...body, postings }),
    at,
    actor: 'person:founder',
    command: 'ledger.post-entry',
    digest: '0'.repeat(64),
    cause: '',
    key: '',
  }
  return JSON.stringify([item])
}

async function openAll(store: Store): Promise<void> {
  await addCompanies(store, companies)
  for (const company of companies) await openSpread(store, company)
}

async function openSpread(store: Store, company: CompanyId): Promise<void> {
  const names = Array.from({ length: spreadAccounts }, (_, n) => accountsOf(n)).flat()
  const accounts = names.map((account) => ({ account }))
  const first = { currency: 'EUR', accounts: accounts.slice(0, 200) }
  accepted(await store.execute(openBooks, { company, actor: founder, input: first }))
  for (const input of accounts.slice(200))
    accepted(await store.execute(openAccount, { company, actor: founder, input }))
}
