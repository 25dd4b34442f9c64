import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { examples, type Kontor } from './kontor.ts'

type Invoice = {
  number: string
  buyer: string
  issued: string
  due: string
  net: string
  vat: string
  gross: string
  paid: string
  open: string
  reminded: string[]
}
type Bill = {
  number: string
  supplier: string
  issued: string
  net: string
  vat: string
  gross: string
  paid: string
  waitsForApproval: boolean
}

/** What the books and the inbox of a company must say when the month is over; amounts without their currency. */
export type Expected = {
  answered: Record<string, string>
  escalated: string[]
  neverAnswered: Record<string, string>
  invoices: Invoice[]
  bills: Bill[]
  bank: {
    opening: string
    statementClosing: string
    unmatched: { day: string; amount: string; text: string }[]
    booksClosing: string
  }
  balances: Record<string, string>
}

type Step = { at: string; company: string } & (
  | { do: 'import'; file: string }
  | { do: 'approve'; what: { bill: string; from: string; amount: string } }
  | { do: 'close-period'; period: string; because?: string }
)

type Month = {
  starts: string
  ends: string
  companies: { slug: string; template: string; name: string }[]
  timeline: Step[]
  expected: Record<string, Expected>
}

export const folder = join(examples, 'first-month')
export const month = JSON.parse(readFileSync(join(folder, 'month.json'), 'utf8')) as Month

export type TakenFile = { name: string; state: string; kind: string; detail: string; fix?: string; facts: Facts }
type Facts = { kind?: string; message?: string; conversation?: string; writer?: string }
type Waiting = { waiting: { id: string; sentence: string; why: string }[] }

/** What `import` said of each file, and what waited when it was approved. */
export type Lived = { readonly taken: Map<string, TakenFile>; readonly approved: string[] }

/** The whole month by the public commands: the clock is set, then the founder or the world does one thing. */
export async function liveThroughMonth(kontor: Kontor): Promise<Lived> {
  const lived: Lived = { taken: new Map(), approved: [] }
  await kontor.run('simulate', '--from', month.starts)
  for (const { template, name } of month.companies) await kontor.run('launch', template, '--name', name, '--yes')
  for (const step of month.timeline) {
    await kontor.run('simulate', '--until', step.at)
    await live(kontor, step, lived)
  }
  await kontor.run('simulate', '--until', month.ends)
  return lived
}

async function live(kontor: Kontor, step: Step, { taken, approved }: Lived): Promise<void> {
  if (step.do === 'import') taken.set(step.file, await importFile(kontor, step))
  else if (step.do === 'approve') approved.push(await approve(kontor, step))
  else {
    const reason = step.because === undefined ? [] : ['--because', step.because]
    await kontor.run('close-period', step.company, step.period, ...reason)
  }
}

export async function importFile(
  kontor: Kontor,
  { company, file }: { company: string; file: string },
): Promise<TakenFile> {
  const { files } = await kontor.run<{ files: TakenFile[] }>('import', company, join(folder, file))
  return files[0]!
}

async function approve(
  kontor: Kontor,
  { company, what }: Extract<Step, { do: 'approve' }> & { company: string },
): Promise<string> {
  const { waiting } = await kontor.run<Waiting>('waiting', company)
  const act = waiting.find(({ sentence }) => [what.bill, what.from, what.amount].every((it) => sentence.includes(it)))
  if (!act) throw new Error(`${JSON.stringify(what)} does not wait in ${JSON.stringify(waiting)}`)
  await kontor.run('approve', act.id)
  return act.sentence
}
