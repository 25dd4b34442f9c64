import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { companyList } from '#companies'
import type { Installation } from '#doors/catalogue'
import { accepted, isRefusal, refuse, type Refusal } from '#kernel'
import { z } from 'zod'
import { type CompanyMonth, monthWords, reportLines, reportMonth } from '../demo/month-report.ts'
import { type Happening, type MonthStory, readMonthStory } from '../demo/month-story.ts'
import { perform, playMonth } from '../demo/play.ts'
import { untilStopped } from '../until-stopped.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'
import { exportVerb } from './export.ts'
import { verify } from './verify.ts'

const input = z.strictObject({
  serve: z.boolean().default(false).describe('keep the console open afterwards'),
  port: z.int().min(0).max(65_535).default(0).describe('where the console listens; 0 takes a free port'),
  keep: z.boolean().default(false).describe('keep the temporary folder'),
})

export const demoVerb = defineVerb({
  examples: [
    'kontor demo                     a month over real files, in a temporary folder',
    'kontor demo --serve             and the console to look around in',
    'kontor --data ./demo demo       in a folder of your choice, which is kept',
  ],
  endsItself: true,
  input,
  async run(context, { serve, port, keep }) {
    const story = readMonthStory(join(context.around.examples, 'first-month'))
    if (isRefusal(story)) return story
    const place = placeFor(context, keep || serve)
    if (isRefusal(place)) return place
    try {
      return await told(context, { story, place, serve, port })
    } finally {
      if (place.temporary) await removed(context, place.folder)
    }
  },
})

type Place = { readonly folder: string; readonly temporary: boolean }

/** `--data` names a folder that is kept; otherwise a temporary one goes when the demo ends. */
function placeFor({ around, dataFolder, given }: Context, keep: boolean): Place | Refusal {
  if (!given.data) return { folder: mkdtempSync(join(tmpdir(), 'kontor-demo-')), temporary: !keep }
  if (!around.holdsInstallation(dataFolder)) return { folder: dataFolder, temporary: false }
  return refuse('installation-exists', {
    message: `${dataFolder} holds an installation already; the demo begins with an empty one.`,
    fix: 'Choose another folder with --data, or leave it out.',
    facts: { dataFolder },
  })
}

async function removed(context: Context, folder: string): Promise<void> {
  // It may never have opened.
  const opened = await context.open().catch(() => undefined)
  await opened?.close()
  rmSync(folder, { recursive: true, force: true })
}

type Asked = { story: MonthStory; place: Place; serve: boolean; port: number }

async function told(context: Context, { story, place, serve, port }: Asked): Promise<Answer | Refusal> {
  const { folder, temporary } = place
  const mode = serve ? 'serve' : 'command'
  const installation = await context.open({ create: true, data: folder, simulatedFrom: story.starts, mode })
  const taken = await notFresh(context, installation, story)
  if (taken) return taken
  const listening = serve ? accepted(await context.around.listen(installation, { host: '127.0.0.1', port })) : undefined
  await playMonth(context, story)
  const months: CompanyMonth[] = []
  for (const { slug } of story.companies) {
    const company = await context.company(slug)
    months.push(await reportMonth({ store: installation.store, company, month: story.month }))
  }
  const proof = await perform(context, verify, {})
  const journals = await exported(context, story, folder)
  const names = story.companies.map(({ name }) => name).join(' and ')
  const answer: Answer = {
    data: {
      month: story.month,
      companies: months,
      verify: proof.data,
      // What a temporary folder held is gone by then.
      ...(temporary ? {} : { folder, journals }),
      url: listening?.url ?? null,
    },
    lines: [
      `${monthWords(story.month)} at ${names}: ${happenings(story)}.`,
      ...months.flatMap(reportLines),
      ...proof.lines,
      `journal exported (${journals.length} files)`,
    ],
    ...(proof.exit === undefined ? {} : { exit: proof.exit }),
  }
  return listening ? untilStopped(context, listening, answer) : answer
}

/** DATABASE_URL may name a database that is in use: the demo never writes beside somebody's companies. */
async function notFresh(
  { dataFolder }: Context,
  { store, simulated }: Installation,
  { starts }: MonthStory,
): Promise<Refusal | undefined> {
  const companies = await companyList(store)
  if (simulated && companies.length === 0 && store.clock.now() === starts) return undefined
  return refuse('installation-exists', {
    message: 'The demo begins with an empty installation of its own, and this database is in use.',
    fix: 'Leave DATABASE_URL out, or name an empty database.',
    facts: { dataFolder, companies: companies.length },
  })
}

function happenings({ timeline }: MonthStory): string {
  const count = (what: Happening['do']): number => timeline.filter((it) => it.do === what).length
  return `${count('import')} files came in, you decided ${count('approve')} thing and closed ${count('close-period')} months`
}

async function exported(context: Context, { companies }: MonthStory, folder: string): Promise<string[]> {
  const journals = join(folder, 'journals')
  mkdirSync(journals, { recursive: true, mode: 0o700 })
  const written: string[] = []
  for (const { slug: company } of companies) {
    const out = join(journals, `${company}.journal`)
    await perform(context, exportVerb, { company, format: 'hledger', out })
    written.push(out)
  }
  return written
}
