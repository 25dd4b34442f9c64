import { formatDay, formatMoney } from '../format.ts'
import { add, type Currency, type Day, daysBetween, dayOf, type Money } from '#kernel'
import { type CompanyInFigures, waitingItems } from '#portfolio'
import { portfolioLede } from '../ledes.ts'
import { paths } from '../paths.ts'
import type { CompanyRow, PortfolioView } from '../views/portfolio.ts'
import type { FigureView } from '../views/shared.ts'
import type { Visit } from '../routes/options.ts'
import { formatRunway, runwayTone } from './runway-words.ts'
import { byNeed, shellOf, stateOf } from '../routes/shell.ts'

const shortMonths = 3

export async function portfolioView(visit: Visit): Promise<PortfolioView> {
  const { companies, installation } = visit
  const shell = shellOf(visit, { title: 'Portfolio' })
  const items = await waitingItems(installation.store, companies)
  const oldest = items.map(({ since }) => since).sort()[0]
  const short = companies.filter(({ runway }) => runway.kind === 'lasts' && runway.months < shortMonths).sort(byNeed)
  return {
    shell,
    lede: portfolioLede({
      companies: companies.length,
      earned: perCurrency(companies.map(({ earned }) => earned)).filter(({ minor }) => minor !== 0n),
      waiting: items.length,
      dueToday: items.filter(({ due }) => due !== undefined && due === shell.today).length,
      late: items.filter(({ due }) => due !== undefined && due < shell.today).length,
      short: short.map(({ company, runway }) => ({
        slug: company.slug,
        name: company.name,
        runway: formatRunway(runway),
      })),
    }),
    figures: figuresOf(companies, { today: shell.today, oldest: oldest && dayOf(oldest, visit.zone) }),
    companies: [...companies].sort(byNeed).map(rowOf),
    launch: paths.launch,
  }
}

function rowOf(figures: CompanyInFigures): CompanyRow {
  const { company, trend, cash, runway, waiting, runsToday } = figures
  return {
    slug: company.slug,
    name: company.name,
    line: company.purpose,
    state: stateOf(figures),
    trend,
    cash,
    runway: {
      text: formatRunway(runway),
      tone: runwayTone(runway),
      ...(runway.kind === 'lasts' ? { until: runway.until } : {}),
    },
    waiting,
    work: runsToday === 0 ? 'quiet today' : `${runsToday} ${runsToday === 1 ? 'run' : 'runs'} today`,
  }
}

type Now = { today: Day; oldest: Day | undefined }

function figuresOf(companies: readonly CompanyInFigures[], { today, oldest }: Now): FigureView[] {
  const waiting = companies.reduce((sum, it) => sum + it.waiting, 0)
  const runs = companies.reduce((sum, it) => sum + it.runsToday, 0)
  return [
    {
      label: 'Cash',
      value: amounts(perCurrency(companies.map(({ cash }) => cash))),
      note: companies.length === 1 ? 'in one company' : `in ${companies.length} companies`,
      href: paths.portfolio,
    },
    { label: 'Monthly recurring', value: '–', note: 'not told by invoices yet', href: paths.portfolio },
    shortest(companies),
    {
      label: 'Waiting',
      value: String(waiting),
      note: oldest === undefined ? 'all caught up' : `oldest ${sinceWords(oldest, today)}`,
      ...(waiting > 0 ? { tone: 'warn' as const } : {}),
      href: paths.waiting,
    },
    {
      label: 'Work today',
      value: `${runs} ${runs === 1 ? 'run' : 'runs'}`,
      note: 'since midnight',
      href: busiest(companies),
    },
  ]
}

function shortest(companies: readonly CompanyInFigures[]): FigureView {
  const [first] = companies
    .flatMap((it) => (it.runway.kind === 'lasts' ? [{ company: it.company, runway: it.runway }] : []))
    .sort((a, b) => a.runway.until.localeCompare(b.runway.until))
  if (!first) {
    const grows = companies.some(({ runway }) => runway.kind === 'grows')
    return {
      label: 'Shortest runway',
      value: grows ? 'all grow' : '–',
      note: grows ? 'no company burns cash' : 'no month is complete yet',
      href: paths.portfolio,
    }
  }
  const { company, runway } = first
  const tone = runwayTone(runway)
  return {
    label: 'Shortest runway',
    value: formatRunway(runway),
    note: `${company.name}, until ${formatDay(runway.until)}`,
    ...(tone === 'good' ? {} : { tone }),
    href: paths.company(company.slug),
  }
}

/** Work is looked at company by company; most of it lies where most of it was done. */
function busiest(companies: readonly CompanyInFigures[]) {
  const [first] = [...companies].sort((a, b) => b.runsToday - a.runsToday)
  return first ? paths.work(first.company.slug) : paths.portfolio
}

function sinceWords(day: Day, today: Day): string {
  const days = daysBetween(day, today)
  return days <= 0 ? 'since today' : days === 1 ? 'since yesterday' : `since ${days} days`
}

/** One total for each currency; they are never added up across. */
function perCurrency(all: readonly Money[]): Money[] {
  const totals = new Map<Currency, Money>()
  for (const amount of all) {
    const before = totals.get(amount.currency)
    totals.set(amount.currency, before ? add(before, amount) : amount)
  }
  return [...totals.values()]
}

function amounts(totals: readonly Money[]): Money | string {
  const [only, more] = totals
  return only && !more ? only : totals.map((total) => formatMoney(total)).join(' + ')
}
