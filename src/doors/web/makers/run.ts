import { cancelRun, type Replay, resumeRun, type Run, type RunStep } from '#engine'
import { type Id, isRefusal, type Refusal } from '#kernel'
import { type CompanyInFigures, factsOf, type LoggedFact } from '#portfolio'
import { paths } from '../paths.ts'
import type { ActView } from '../views/shared.ts'
import type { ReplayView, RunView, StepView } from '../views/work.ts'
import type { JournalLine } from '../views/waiting.ts'
import { accountName } from './account-name.ts'
import { runState, tookMs } from './company.ts'
import type { Visit } from '../routes/options.ts'
import { actOf, companyShell, headOf } from '../routes/shell.ts'
import { capitalised, ownMoney, pretty, readable, sentence, workName } from './words.ts'

type Found = Run & { readonly steps: RunStep[] }

/** One run: its steps with what went in and out, what it changed, and the proof that it is done. */
export async function runView(visit: Visit, figures: CompanyInFigures, id: string): Promise<RunView | Refusal> {
  const { company } = figures
  const { slug } = company
  const engine = await visit.installation.engine()
  const found = await engine.run(company.id, id as Id<'run'>)
  if (isRefusal(found)) return found
  const facts = await visit.installation.store.read(company.id, (tx) => factsOf(tx, `run:${id}`))
  const took = tookMs(found)
  const what = sentence(readable(found.proof?.done ?? workName(found.work)))
  const outcome = outcomeOf(found)
  const approval = approvalOf(facts)
  return {
    shell: companyShell(visit, company, { title: what, above: [{ text: 'Work', href: paths.work(slug) }] }),
    company: headOf(figures),
    id,
    what,
    role: found.role,
    state: runState(found),
    started: found.started ?? found.queued,
    ...(took === undefined ? {} : { durationMs: took }),
    retries: found.attempt,
    ...(outcome ? { outcome } : {}),
    ...(approval ? { approval } : {}),
    steps: stepsOf(found),
    events: facts.map(({ seq, at, type }) => ({ id: String(seq), position: seq, name: type, at })),
    journal: facts.flatMap((fact) => postings(slug, fact)),
    acts: actsOf(visit, slug, found),
    replay: await replayOf(visit, figures, id),
  }
}

function outcomeOf({ proof, error, state }: Found): RunView['outcome'] {
  if (proof) return { tone: 'good', text: `${sentence(readable(proof.done))}. Proof: ${evidenceWords(proof.evidence)}` }
  if (!error) return undefined
  const fix = state === 'dead' ? { fix: 'Mend what stopped it, then let it go on.' } : {}
  return {
    tone: state === 'refused' ? 'warn' : 'bad',
    text: `${capitalised(error.kind)}: ${readable(error.message)}`,
    ...fix,
  }
}

function evidenceWords(evidence: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(evidence).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${told.join(', ')}.`
}

function approvalOf(facts: readonly LoggedFact[]): RunView['approval'] {
  const asked = facts.find(({ type }) => type === 'approvals.approval-asked')
  const { approval, sentence } = asked?.body ?? {}
  if (typeof approval !== 'string' || typeof sentence !== 'string') return undefined
  return { text: readable(sentence), href: paths.decision(approval) }
}

/** What the run was given, then its steps as they were recorded. */
function stepsOf({ steps, state, input }: Found): StepView[] {
  const views = steps.map((step): StepView => {
    const name = capitalised(step.step)
    if (step.kind === 'command')
      return { name, state: 'done', note: step.command, retries: 0, output: pretty(step.outcome) }
    if (step.kind === 'step') return { name, state: 'done', retries: 0, output: pretty(step.result) }
    const note = `acts on the world, key ${step.key}`
    if (step.state === 'done') return { name, state: 'done', note, retries: 0, output: pretty(step.result) }
    return { name, state: step.state === 'intent' ? 'running' : 'failed', note, retries: 0 }
  })
  const given: StepView = { name: 'Begin', state: 'done', retries: 0, input: pretty(input) }
  const open: StepView[] = state === 'waiting-retry' ? [{ name: 'Try again', state: 'retrying', retries: 0 }] : []
  return [given, ...views, ...open]
}

function postings(slug: string, { type, body }: LoggedFact): JournalLine[] {
  if (type !== 'ledger.entry-posted' || !Array.isArray(body['postings'])) return []
  return (body['postings'] as { account: string; amount: string }[]).map(({ account, amount: printed }) => {
    const amount = ownMoney(printed)
    const side = amount.minor < 0n ? { credit: { ...amount, minor: -amount.minor } } : { debit: amount }
    return { account: accountName(account), href: paths.account(slug, account), ...side }
  })
}

function actsOf(visit: Visit, company: string, { id, state, error }: Found): ActView[] {
  const input = { run: id }
  if (['queued', 'running', 'waiting-retry'].includes(state))
    return [actOf(visit, { label: 'Cancel the run', command: cancelRun, company, input })]
  if (state !== 'dead' && state !== 'cancelled') return []
  if (error?.kind !== 'uncertain')
    return [actOf(visit, { label: 'Let it go on', command: resumeRun, company, input, look: 'primary' })]
  return [
    actOf(visit, {
      label: 'It happened: go on',
      command: resumeRun,
      company,
      input: { ...input, uncertain: 'happened' },
    }),
    actOf(visit, {
      label: 'It did not: do it',
      command: resumeRun,
      company,
      input: { ...input, uncertain: 'did-not-happen' },
    }),
  ]
}

/** Only when it is asked for. Nothing is done and nothing is written. */
async function replayOf(
  { installation, query }: Visit,
  { company }: CompanyInFigures,
  id: string,
): Promise<ReplayView> {
  const href = `${paths.run(company.slug, id)}?replay=1` as const
  if (query('replay') === undefined) return { href }
  const engine = await installation.engine()
  const replay = await engine.replay(company.id, id as Id<'run'>)
  if (isRefusal(replay)) return { href, result: { tone: 'warn', text: replay.message, steps: [] } }
  return { href, result: { ...endWords(replay), steps: replay.steps.map(({ step }) => step) } }
}

function endWords({ end }: Replay): Pick<NonNullable<ReplayView['result']>, 'tone' | 'text'> {
  if (end.kind === 'done') return { tone: 'good', text: `It ends the same way: ${readable(end.proof.done)}` }
  if (end.kind === 'refused') return { tone: 'warn', text: `It ends in the refusal: ${readable(end.refusal.message)}` }
  if (end.kind === 'stops')
    return { tone: 'warn', text: `The records end before the step “${end.step}”: it was not done, or it was refused.` }
  return { tone: 'bad', text: `It fails: ${end.message}` }
}
