import { bankLines } from '#banking'
import { type Company, fileInForce } from '#companies'
import { runs } from '#engine'
import { invoices } from '#invoicing'
import { accepted, firstDay, lastDay, type Month, startOf } from '#kernel'
import { profitAndLoss, trialBalance } from '#ledger'
import { portfolioFigures, waitingItems } from '#portfolio'
import type { Store } from '#store'
import { table } from '../table.ts'
import { trialBalanceLines } from '../verbs/books.ts'
import { runwayWords } from '../verbs/portfolio.ts'

/** What a company's staff did, what waits, how it stands, and its trial balance at the end of the month. */
export type CompanyMonth = {
  readonly company: string
  readonly did: Readonly<Record<string, readonly string[]>>
  readonly waits: readonly string[]
  readonly cash: string
  readonly revenue: string
  readonly runway: string
  readonly trialBalance: Trial
}

type Trial = Exclude<Awaited<ReturnType<typeof trialBalance.read>>, { refused: true }>
type Asked = { store: Store; company: Company; month: Month }

const mostRuns = 200

export async function reportMonth({ store, company, month }: Asked): Promise<CompanyMonth> {
  const { id, slug } = company
  const figures = (await portfolioFigures(store)).find((it) => it.company.id === id)
  const waits = (await waitingItems(store)).filter((item) => item.slug === slug)
  const told = accepted(await store.ask(id, profitAndLoss, { from: firstDay(month), to: lastDay(month) }))
  const trial = accepted(await store.ask(id, trialBalance, { asOf: lastDay(month) }))
  const bank = trial.rows.filter(({ account }) => account.startsWith('bank:'))
  return {
    company: company.name,
    did: await deeds({ store, company, month }),
    waits: waits.map(({ sentence }) => sentence),
    cash: bank.map(({ debit }) => debit).join(' + '),
    revenue: told.totalIncome,
    runway: figures ? runwayWords(figures.runway) : '',
    trialBalance: trial,
  }
}

async function deeds({ store, company: { id } }: Asked): Promise<CompanyMonth['did']> {
  const done = accepted(await store.ask(id, runs, { state: 'done', limit: mostRuns }))
  const issued = accepted(await store.ask(id, invoices, {}))
  const lines = accepted(await store.ask(id, bankLines, { state: 'booked' }))
  const sentences = (work: string, first: string): number =>
    done.filter((it) => it.work === work && it.proof?.done.startsWith(first)).length
  const said = (work: string): string[] => done.flatMap((it) => (it.work === work && it.proof ? [it.proof.done] : []))
  const { file } = await store.read(id, fileInForce)
  const found: Record<string, string[]> = {
    support: [
      ...count(sentences('support.answer-message', 'answered'), 'mail answered', 'mails answered'),
      ...count(sentences('support.answer-message', 'put'), 'put before you', 'put before you'),
    ],
    finance: [
      ...[...issued].reverse().map(({ number, gross, state }) => `${number} ${gross.split(' ')[0]} ${state}`),
      ...count(said('finance.remind').length, 'reminder', 'reminders'),
    ],
    bookkeeping: [...said('bookkeeping.decide-bill'), ...count(lines.length, 'bank line booked', 'bank lines booked')],
  }
  return Object.fromEntries(Object.entries(found).filter(([role]) => Object.hasOwn(file.roles, role)))
}

function count(many: number, one: string, more: string): string[] {
  return many === 0 ? [] : [`${many} ${many === 1 ? one : more}`]
}

export function reportLines({
  company,
  did,
  waits,
  cash,
  revenue,
  runway,
  trialBalance: trial,
}: CompanyMonth): string[] {
  const rows = [
    ...Object.entries(did).map(([role, done]) => [role, done.join(', ') || 'nothing to do']),
    ...waits.map((sentence, i) => [i === 0 ? 'waits' : '', sentence]),
  ]
  return [
    company,
    ...table(rows, { indent: '  ', widest: 110 }),
    `  cash ${cash}, revenue ${revenue}, ${runway}`,
    ...trialBalanceLines(trial).map((line) => `  ${line}`),
  ]
}

export function monthWords(month: Month): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(startOf(firstDay(month))),
  )
}
