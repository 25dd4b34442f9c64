import { type Company, companyList } from '#companies'
import { type Currency, type Day, money } from '#kernel'
import type { CompanyId, Rows, Store } from '#store'
import { computeFigures, type Figures } from './company-figures.ts'
import { type Runway, runwayOf } from './runway.ts'

export type CompanyInFigures = Figures & { readonly company: Company; readonly runway: Runway }

/** Companies whose figures are brought up to date at once; of a larger portfolio the rest lags until the next look. */
const refreshedAtOnce = 200
const side = 4

/**
 * The figures of all companies, by name. Only what has moved on since the last look is computed again: other processes'
 * commits and midnights are seen as well, and a company where nothing happens costs nothing.
 */
export async function portfolioFigures(store: Store): Promise<CompanyInFigures[]> {
  const companies = await companyList(store)
  await refreshFigures(store, companies)
  const kept = new Map((await store.installation(readAll)).map((row) => [row.company_id, figuresOf(row)]))
  return companies.flatMap((company) => {
    const figures = kept.get(company.id)
    return figures ? [{ ...figures, company, runway: runwayOf({ ...figures, today: figures.day }) }] : []
  })
}

const staleSql = `select c.company_id as company from store.companies c
  left join store.log_heads h on h.company_id = c.company_id
  left join portfolio.figures f on f.company_id = c.company_id
  where c.company_id = any ($1) and (f.company_id is null or f.seq <> coalesce(h.seq, 0)
    or f.day <> ($2::timestamptz at time zone c.time_zone)::date)
  order by f.seq nulls first, c.company_id limit $3`

async function refreshFigures(store: Store, companies: readonly Company[]): Promise<void> {
  const values = [companies.map(({ id }) => id), store.clock.now(), refreshedAtOnce]
  const stale = await store.installation((rows) => rows<{ company: CompanyId }>(staleSql, values))
  for (let at = 0; at < stale.length; at += side) {
    await Promise.all(stale.slice(at, at + side).map(({ company }) => refresh(store, company)))
  }
}

async function refresh(store: Store, company: CompanyId): Promise<void> {
  const figures = await store.read(company, computeFigures)
  await store.installation((rows) => keep(rows, company, figures))
}

/** An older look never replaces a newer one. */
const keepSql = `insert into portfolio.figures (company_id, seq, day, currency, cash, earned, result, receivable, payable, burn, trend,
    waiting, next_due, runs_today)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  on conflict (company_id) do update set seq = excluded.seq, day = excluded.day, currency = excluded.currency, cash = excluded.cash,
    earned = excluded.earned, result = excluded.result, receivable = excluded.receivable, payable = excluded.payable,
    burn = excluded.burn, trend = excluded.trend, waiting = excluded.waiting, next_due = excluded.next_due,
    runs_today = excluded.runs_today
  where (excluded.seq, excluded.day) >= (portfolio.figures.seq, portfolio.figures.day)`

async function keep(rows: Rows, company: CompanyId, figures: Figures): Promise<void> {
  const { seq, day, cash, earned, result, receivable, payable, burn, trend, waiting, nextDue, runsToday } = figures
  const amounts = [cash, earned, result, receivable, payable].map(({ minor }) => minor)
  const history = [burn?.minor ?? null, trend.map(({ minor }) => minor)]
  await rows(keepSql, [company, seq, day, cash.currency, ...amounts, ...history, waiting, nextDue ?? null, runsToday])
}

type Row = {
  company_id: string
  seq: bigint
  day: Day
  currency: Currency
  cash: bigint
  earned: bigint
  result: bigint
  receivable: bigint
  payable: bigint
  burn: bigint | null
  trend: string[]
  waiting: number
  next_due: Day | null
  runs_today: number
}

function readAll(rows: Rows): Promise<Row[]> {
  return rows<Row>(`select company_id, seq, day, currency, cash, earned, result, receivable, payable, burn, trend::text[] as trend,
    waiting, next_due, runs_today from portfolio.figures`)
}

function figuresOf(row: Row): Figures {
  const of = (minor: bigint) => money(minor, row.currency)
  return {
    seq: Number(row.seq),
    day: row.day,
    cash: of(row.cash),
    earned: of(row.earned),
    result: of(row.result),
    receivable: of(row.receivable),
    payable: of(row.payable),
    burn: row.burn === null ? undefined : of(row.burn),
    trend: row.trend.map((minor) => of(BigInt(minor))),
    waiting: row.waiting,
    nextDue: row.next_due ?? undefined,
    runsToday: row.runs_today,
  }
}
