import { type Company } from '#companies'
import { dayOf } from '#kernel'
import type { CompanyInFigures } from '#portfolio'
import type { Command } from '#store'
import { paths } from '../paths.ts'
import type { CompanyHead } from '../views/company.ts'
import type { ActView, AskView, BadgeView, Path, ShellView, Tone } from '../views/shared.ts'
import { formatRunway } from '../makers/runway-words.ts'
import type { Visit } from './options.ts'

type Named = { readonly title: string; readonly crumbs?: ShellView['crumbs'] }

/** What stands around a page. */
export function shellOf(visit: Visit, { title, crumbs = [] }: Named): ShellView {
  const { session, companies, here, notice, zone, installation } = visit
  const now = installation.store.clock.now()
  const waiting = companies.reduce((sum, company) => sum + company.waiting, 0)
  return {
    title,
    here,
    crumbs,
    companies: companies.map((it) => ({ slug: it.company.slug, name: it.company.name, tone: stateOf(it).tone })),
    waiting,
    person: { name: session.person, role: session.principal.role },
    csrf: `${session.csrf}.${visit.nonce}`,
    signOut: paths.act('sign-out'),
    live: paths.live,
    ...(notice ? { notice } : {}),
    now,
    today: dayOf(now, zone),
    timeZone: zone,
  }
}

/** Around a page of a company: `above` are the pages between the company and this one. */
export function companyShell(
  visit: Visit,
  company: Company,
  { title, above = [] }: { title: string; above?: ShellView['crumbs'] },
): ShellView {
  const own = title === company.name ? [] : [{ text: company.name, href: paths.company(company.slug) }]
  return shellOf(visit, { title, crumbs: [{ text: 'Portfolio', href: paths.portfolio }, ...own, ...above] })
}

export function headOf(figures: CompanyInFigures): CompanyHead {
  const { slug, name, purpose } = figures.company
  return { slug, name, line: purpose, state: stateOf(figures) }
}

const shortMonths = 3

/** How a company stands, in two or three words. */
export function stateOf({ runway, waiting, nextDue, day, runsToday, company, earned }: CompanyInFigures): BadgeView {
  const late = waiting > 0 && nextDue !== undefined && nextDue < day
  const asked = `${waiting} ${waiting === 1 ? 'decision waits' : 'decisions wait'}`
  if (company.state === 'closed') return { tone: 'neutral', text: 'closed' }
  if (runway.kind === 'lasts' && runway.months < shortMonths)
    return { tone: 'bad', text: `cash for ${formatRunway(runway)}` }
  if (late) return { tone: 'bad', text: `${asked}, one is late` }
  if (waiting > 0) return { tone: 'warn', text: asked }
  if (runway.kind === 'unknown' && runsToday === 0 && earned.minor === 0n) return { tone: 'neutral', text: 'new' }
  return { tone: 'good', text: 'runs by itself' }
}

const order: readonly Tone[] = ['bad', 'warn', 'good', 'neutral']

/** Who needs the founder most comes first. */
export function byNeed(a: CompanyInFigures, b: CompanyInFigures): number {
  const tones = order.indexOf(stateOf(a).tone) - order.indexOf(stateOf(b).tone)
  return (
    tones || (a.nextDue ?? '9999').localeCompare(b.nextDue ?? '9999') || a.company.name.localeCompare(b.company.name)
  )
}

type Acting = {
  readonly label: string
  readonly command: Pick<Command, 'name' | 'who'>
  readonly company: string
  readonly input: Readonly<Record<string, string>>
  readonly asks?: readonly AskView[]
  readonly look?: NonNullable<ActView['look']>
  /** Where to go when it is done; the page itself when left out. */
  readonly after?: Path
}

/** A form of one command; disabled, with the reason, for who may not use it. */
export function actOf(visit: Visit, { label, command, company, input, asks, look, after }: Acting): ActView {
  const { role } = visit.session.principal
  const search = visit.query('item')
  const back = search === undefined ? visit.here : (`${visit.here}?item=${encodeURIComponent(search)}` as const)
  return {
    label,
    action: paths.act(command.name),
    fields: { ...input, _company: company, _back: back, ...(after ? { _after: after } : {}) },
    ...(look ? { look } : {}),
    ...(asks ? { asks } : {}),
    ...(command.who.includes(role)
      ? {}
      : { disabledBecause: `You look in as ${role}; the founder or an operator does this.` }),
  }
}
