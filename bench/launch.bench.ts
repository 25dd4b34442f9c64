// Launching from a template, chart of accounts and log included: a thousand companies of one name in one installation.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { findCompanyFolder, launch } from '#doors/catalogue'
import { openInstallation } from '#installation'
import { accepted, founder } from '#kernel'
import type { Store } from '#store'
import { inFolder, numberedCompany } from './bed.ts'
import { atMost, median, print, type Row, shown } from './row.ts'

const companies = 1_000
const edge = 100
/** Noise of a shared machine between the first and the last hundred. */
const slowdownLimit = 1.25
/** A dash and a few characters tell twins apart; later ones need no more of them than the first. */
const slugGrowthLimit = 10

export async function rows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const data = join(folder, 'data')
    const installation = accepted(await openInstallation({ data, mode: 'command', engine: 'inline' }))
    const { store, templates } = installation
    const template = accepted(findCompanyFolder('quiet-inbox', { templates, cwd: folder }))
    const slugs: string[] = []
    const times: number[] = []
    const commits: number[] = []
    for (let n = 0; n < companies; n++) {
      times.push(
        await millisecondsOf(async () => {
          slugs.push(accepted(await launch(store, { ...template, actor: founder })).outcome.slug)
        }),
      )
      if (n % 10 === 0) commits.push(await millisecondsOf(() => bareCommit(store, n)))
    }
    await installation.close()
    const [, ...later] = times
    const first = median(later.slice(0, edge))
    const last = median(later.slice(-edge))
    const growth = Math.max(...slugs.slice(-edge).map((it) => it.length)) - (slugs[0]?.length ?? 0)
    const ratio = last / first
    return [
      atMost('launch from a template, p50 after the first', { ours: median(later), limit: 10, unit: 'ms' }),
      shown('one row, one commit, at the same time, p50', { ours: median(commits), unit: 'ms' }),
      {
        figure: `the last ${edge} of ${companies} companies of one name, p50`,
        ours: print(last, 'ms'),
        bar: `≤ ${slowdownLimit} × the first ${edge}`,
        measured: print(first, 'ms'),
        ratio,
        pass: ratio <= slowdownLimit && new Set(slugs).size === companies,
      },
      atMost('the last slugs of a thousand of one name, longer than the first by', {
        ours: growth,
        limit: slugGrowthLimit,
        unit: 'characters',
      }),
    ]
  })
}

async function bareCommit(store: Store, n: number): Promise<void> {
  const insert = 'insert into store.companies (company_id) values ($1)'
  await store.installation((rows) => rows(insert, [numberedCompany(n)]))
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
