import { templatesIn } from '#doors/catalogue'
import { printMoney } from '#kernel'
import { type CompanyInFigures, portfolioFigures, type Runway, type WaitingItem, waitingItems } from '#portfolio'
import { z } from 'zod'
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
    const companies = await portfolioFigures(store)
    if (companies.length === 0) return nothingYet(context)
    const waiting = await waitingItems(store, companies)
    const needsMe = [...companies].sort((a, b) => b.waiting - a.waiting)
    return { data: dataOf(needsMe, waiting), lines: linesOf(needsMe, waiting), hints: [nextStep(needsMe, waiting)] }
  },
})

function dataOf(companies: readonly CompanyInFigures[], waiting: readonly WaitingItem[]) {
  return {
    companies: companies.map((it) => ({
      id: it.company.id,
      slug: it.company.slug,
      name: it.company.name,
      day: it.day,
      cash: printMoney(it.cash),
      earned: printMoney(it.earned),
      result: printMoney(it.result),
      receivable: printMoney(it.receivable),
      payable: printMoney(it.payable),
      runway: it.runway,
      waiting: it.waiting,
    })),
    waiting,
  }
}

function linesOf(companies: readonly CompanyInFigures[], waiting: readonly WaitingItem[]): string[] {
  const count = companies.length === 1 ? 'One company' : `${companies.length} companies`
  const open = waiting.length === 1 ? 'one decision waits' : `${waiting.length} decisions wait`
  const cells = companies
    .slice(0, shownCompanies)
    .map((it) => [
      it.company.slug,
      `cash ${printMoney(it.cash)}`,
      `earned ${printMoney(it.earned)} this month`,
      runwayWords(it.runway),
      it.waiting === 0 ? '' : `${it.waiting} waiting`,
    ])
  const more = companies.length - cells.length
  const [first] = waiting
  return [
    `${count}; ${waiting.length === 0 ? 'nothing waits for you' : `${open} for you`}.`,
    ...table(cells, { indent: '  ' }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(first ? [`First: ${first.sentence} (${first.slug})`] : []),
  ]
}

export function runwayWords(runway: Runway): string {
  if (runway.kind === 'unknown') return 'runway not known before a month is over'
  return runway.kind === 'grows' ? 'earns more than it spends' : `runway ${runway.months} months, to ${runway.until}`
}

function nextStep(companies: readonly CompanyInFigures[], waiting: readonly WaitingItem[]): string {
  if (waiting.length > 0) return 'Next: kontor waiting'
  return `Next: kontor books ${companies[0]?.company.slug ?? ''} statement, or kontor serve for the console`
}

/** The first screen of all; it makes nothing yet. */
function nothingYet({ dataFolder, around }: Context): Answer {
  const templates = templatesIn(around.templates)
  const first = templates.at(-1)?.name ?? 'company.yaml'
  const rows = templates.map(({ name, title }) => [name, title])
  return {
    data: { companies: [], waiting: [], templates: templates.map(({ name, title }) => ({ name, title })) },
    lines: [`No companies yet in ${dataFolder}. Templates to launch one from:`, ...table(rows, { indent: '  ' })],
    hints: [`Next: kontor launch ${first} --name "My Company", or kontor demo to look around first`],
  }
}
