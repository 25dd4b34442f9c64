import { runs } from '#engine'
import { dayOf } from '#kernel'
import type { CompanyInFigures } from '#portfolio'
import { paths } from '../paths.ts'
import type { WorkView } from '../views/work.ts'
import { workRow } from './company.ts'
import { type Visit, webLimits } from '../routes/options.ts'
import { companyShell, headOf } from '../routes/shell.ts'

const counted = 200

/** The runs of a company, newest first, in pages. */
export async function workView(visit: Visit, figures: CompanyInFigures): Promise<WorkView> {
  const { company } = figures
  const { slug } = company
  const before = visit.query('before') ?? ''
  const cursor = /^run_[0-9a-z]{26}$/.test(before) ? { before } : {}
  const { latest, page, today } = await visit.installation.store.read(company.id, async (tx) => ({
    latest: await tx.ask(runs, { limit: counted }),
    page: await tx.ask(runs, { limit: webLimits.rows, ...cursor }),
    today: tx.today,
  }))
  const ended = latest.filter(({ ended }) => ended !== null)
  const alone = ended.filter(({ state }) => state === 'done').length
  const open = latest.filter(({ state }) => ['queued', 'running', 'waiting-retry'].includes(state)).length
  const dead = latest.filter(({ state }) => state === 'dead').length
  const last = page.length === webLimits.rows ? page.at(-1) : undefined
  return {
    shell: companyShell(visit, company, { title: 'Work' }),
    company: headOf(figures),
    figures: [
      {
        label: 'Runs today',
        value: String(latest.filter(({ queued }) => dayOf(queued, visit.zone) === today).length),
        note: open === 0 ? 'none under way' : `${open} under way`,
        href: paths.work(slug),
      },
      {
        label: 'Done to the end',
        value: ended.length === 0 ? '–' : `${Math.floor((alone * 100) / ended.length)} %`,
        note: ended.length === 0 ? 'no run has ended yet' : `of the last ${ended.length} runs`,
        href: paths.work(slug),
      },
      {
        label: 'Given up',
        value: String(dead),
        note: dead === 0 ? 'nothing hangs' : 'waits for you',
        ...(dead === 0 ? {} : { tone: 'bad' as const }),
        href: dead === 0 ? paths.work(slug) : paths.waiting,
      },
    ],
    runs: page.map((run) => workRow(slug, run)),
    ...(last ? { older: `${paths.work(slug)}?before=${last.id}` as const } : {}),
  }
}
