import { type Run, runs } from '#engine'
import { monthOf, msOf } from '#kernel'
import { type CompanyHome, companyHome, type CompanyInFigures, type Deadline } from '#portfolio'
import { daysBetween, type Day } from '#kernel'
import { formatDay, formatMoney, formatMonth } from '../format.ts'
import { companyLede } from '../ledes.ts'
import { paths } from '../paths.ts'
import type { CompanyHomeView, DeadlineRow, WorkRow } from '../views/company.ts'
import type { BadgeView, FigureView, ReceiptView } from '../views/shared.ts'
import type { Visit } from '../routes/options.ts'
import { formatRunway, runwayTone } from './runway-words.ts'
import { companyShell, headOf } from '../routes/shell.ts'
import { readable, sentence, workName } from './words.ts'

const feedRows = 8
const deadlineRows = 8
const soonDays = 3

export async function companyHomeView(visit: Visit, figures: CompanyInFigures): Promise<CompanyHomeView> {
  const { company } = figures
  const { home, latest } = await visit.installation.store.read(company.id, async (tx) => ({
    home: await companyHome(tx),
    latest: await tx.ask(runs, { limit: feedRows }),
  }))
  const { runway, today, cash } = home
  return {
    shell: companyShell(visit, company, { title: company.name }),
    company: headOf(figures),
    lede: companyLede({
      slug: company.slug,
      name: company.name,
      earned: home.earned,
      overdue: home.overdue,
      waiting: home.waiting.length,
      dueToday: home.waiting.filter(({ due }) => due !== undefined && due === today).length,
      late: home.waiting.filter(({ due }) => due !== undefined && due < today).length,
      ...(runway.kind === 'lasts' ? { cashLasts: runway.until } : {}),
    }),
    figures: figureViews(home, company.slug),
    runway: receiptOf(home, company.slug),
    cash: { past: [...home.months, { month: monthOf(today), cash }], forecast: [] },
    deadlines: home.deadlines.slice(0, deadlineRows).map((it) => deadlineView(it, { slug: company.slug, today })),
    feed: latest.map((run) => workRow(company.slug, run)),
  }
}

function figureViews(
  { cash, runway, earned, result, receivable, payable, overdue }: CompanyHome,
  slug: string,
): FigureView[] {
  const tone = runwayTone(runway)
  return [
    { label: 'Cash', value: cash, note: 'bank and till', href: paths.books(slug) },
    {
      label: 'Runway',
      value: formatRunway(runway),
      note:
        runway.kind === 'lasts'
          ? `until ${formatDay(runway.until)}`
          : runway.kind === 'grows'
            ? 'it earns more than it spends'
            : 'after the first whole month',
      ...(tone === 'good' || tone === 'neutral' ? {} : { tone }),
      href: paths.books(slug),
    },
    { label: 'Earned this month', value: earned, note: `${formatMoney(result)} left of it`, href: paths.books(slug) },
    {
      label: 'Owed to us',
      value: receivable,
      note: overdue.count === 0 ? 'nothing overdue' : `${formatMoney(overdue.total)} overdue`,
      ...(overdue.count === 0 ? {} : { tone: 'warn' as const }),
      href: paths.account(slug, 'receivable'),
    },
    { label: 'Owed by us', value: payable, note: 'bills not yet paid', href: paths.account(slug, 'payable') },
  ]
}

function receiptOf({ today, cash, burns, burn, runway }: CompanyHome, slug: string): ReceiptView {
  return {
    title: 'How runway is counted',
    lines: [
      { label: `Cash on ${formatDay(today)}`, value: cash, href: paths.books(slug) },
      ...burns.map((it) => ({ label: `Burnt in ${formatMonth(it.month)}`, value: it.burn })),
      ...(burn && burns.length > 1 ? [{ label: 'Median burn of a month', value: burn }] : []),
      { label: 'Runway', value: formatRunway(runway) },
    ],
  }
}

function deadlineView(
  { id, kind, what, due, amount, entry }: Deadline,
  { slug, today }: { slug: string; today: Day },
): DeadlineRow {
  const days = daysBetween(today, due)
  return {
    id,
    what: readable(what),
    due,
    tone: days <= 0 ? 'bad' : days <= soonDays ? 'warn' : 'neutral',
    ...(amount ? { amount } : {}),
    href: kind === 'waiting' ? paths.decision(id) : entry === undefined ? paths.books(slug) : paths.entry(slug, entry),
  }
}

const runStates: Readonly<Record<Run['state'], BadgeView>> = {
  queued: { tone: 'neutral', text: 'queued' },
  running: { tone: 'neutral', text: 'running' },
  'waiting-retry': { tone: 'warn', text: 'tries again' },
  done: { tone: 'good', text: 'done' },
  refused: { tone: 'warn', text: 'refused' },
  dead: { tone: 'bad', text: 'given up' },
  cancelled: { tone: 'neutral', text: 'cancelled' },
}

export function runState({ state }: Pick<Run, 'state'>): BadgeView {
  return runStates[state]
}

/** A run in one line: what it achieved, or what it is about. */
export function workRow(slug: string, run: Run): WorkRow {
  const took = tookMs(run)
  return {
    id: run.id,
    role: run.role,
    what: sentence(readable(run.proof?.done ?? workName(run.work))),
    state: runState(run),
    at: run.started ?? run.queued,
    ...(took === undefined ? {} : { durationMs: took }),
    href: paths.run(slug, run.id),
  }
}

export function tookMs({ started, ended }: Run): number | undefined {
  return started === null || ended === null ? undefined : msOf(ended) - msOf(started)
}
