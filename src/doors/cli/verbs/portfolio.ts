import { type Company, companyList } from '#companies'
import { templatesIn, type Waiting, waitingIn } from '#doors/catalogue'
import { printMoney } from '#kernel'
import { z } from 'zod'
import { type Figures, figuresOf } from '../figures.ts'
import { table } from '../table.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

const shownCompanies = 4

export const portfolio = defineVerb({
  examples: ['kontor', 'kontor --json'],
  input: z.strictObject({}),
  async run(context) {
    const { around, dataFolder, io } = context
    if (!around.holdsInstallation(dataFolder) && !io.env['DATABASE_URL']) return nothingYet(context)
    const { store } = await context.open()
    const companies = await companyList(store)
    if (companies.length === 0) return nothingYet(context)
    const waiting = await waitingIn(store, companies)
    const rows: Row[] = []
    for (const company of companies) {
      const figures = await figuresOf(store, company)
      rows.push({ company, figures, waiting: waiting.filter((it) => it.company === company.slug).length })
    }
    rows.sort((a, b) => b.waiting - a.waiting)
    return { data: dataOf(rows, waiting), lines: linesOf(rows, waiting), hints: [nextStep(rows, waiting)] }
  },
})

type Row = { company: Company; figures: Figures; waiting: number }

function dataOf(rows: readonly Row[], waiting: readonly Waiting[]) {
  return {
    companies: rows.map(({ company: { id, slug, name, currency }, figures, waiting }) => ({
      id,
      slug,
      name,
      currency,
      cash: printMoney(figures.cash),
      revenue: printMoney(figures.revenue),
      month: figures.month,
      runwayMonths: figures.runwayMonths ?? null,
      waiting,
    })),
    waiting,
  }
}

function linesOf(rows: readonly Row[], waiting: readonly Waiting[]): string[] {
  const count = rows.length === 1 ? 'One company' : `${rows.length} companies`
  const open = waiting.length === 1 ? 'one decision waits' : `${waiting.length} decisions wait`
  const cells = rows
    .slice(0, shownCompanies)
    .map(({ company, figures, waiting }) => [
      company.slug,
      `cash ${printMoney(figures.cash)}`,
      `${figures.month} earned ${printMoney(figures.revenue)}`,
      runwayWords(figures),
      waiting === 0 ? '' : `${waiting} waiting`,
    ])
  const more = rows.length - cells.length
  const [oldest] = waiting
  return [
    `${count}; ${waiting.length === 0 ? 'nothing waits for you' : `${open} for you`}.`,
    ...table(cells, { indent: '  ' }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(oldest ? [`Oldest: ${oldest.sentence} (${oldest.company})`] : []),
  ]
}

export function runwayWords({ runwayMonths }: Pick<Figures, 'runwayMonths'>): string {
  return runwayMonths === undefined ? 'earns more than it spends' : `runway ${runwayMonths} months`
}

function nextStep(rows: readonly Row[], waiting: readonly Waiting[]): string {
  if (waiting.length > 0) return 'Next: kontor waiting'
  return `Next: kontor books ${rows[0]?.company.slug ?? ''} statement, or kontor serve for the console`
}

/** The first screen of all; it makes nothing yet. */
function nothingYet({ dataFolder, around }: Context): Answer {
  const templates = templatesIn(around.templates)
  const first = templates[0]?.name ?? 'company.yaml'
  return {
    data: { companies: [], waiting: [], templates: templates.map(({ name, title }) => ({ name, title })) },
    lines: [
      `No companies yet in ${dataFolder}.`,
      ...table(
        templates.map(({ name, title }) => [name, title]),
        { indent: '  ' },
      ),
    ],
    hints: [`Next: kontor launch ${first} --name "My Company", or kontor demo to look around first`],
  }
}
