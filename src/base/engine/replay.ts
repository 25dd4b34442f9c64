import { isRefusal, type Refusal, refuse, role } from '#kernel'
import type { CompanyId } from '#store'
import { run as oneRun, type RunStep } from './runs.ts'
import type { Surroundings } from './surroundings.ts'
import type { Proof, RunContext, RunId } from './work.ts'

/** What a run did, step by step in the order in which it asks for them, and how it ends by its records. */
export type Replay = {
  readonly steps: readonly RunStep[]
  readonly end:
    | { readonly kind: 'done'; readonly proof: Proof }
    | { readonly kind: 'refused'; readonly refusal: Refusal }
    /** The records end here: this step was not done, or it was refused and left no record. */
    | { readonly kind: 'stops'; readonly step: string }
    | { readonly kind: 'failed'; readonly message: string }
}

class NotRecorded extends Error {}

/** Goes through a run by its records. Reads are made anew; nothing is done and nothing is written. */
export async function replay(around: Surroundings, company: CompanyId, id: RunId): Promise<Replay | Refusal> {
  const found = await around.store.ask(company, oneRun, { run: id })
  if (isRefusal(found)) return found
  const work = around.works.get(found.work)
  if (!work)
    return refuse('unknown-work', { message: `There is no work named ${found.work}.`, facts: { work: found.work } })
  const plain = (await around.driver.steps(found)).map((step): RunStep => ({ kind: 'step', ...step }))
  const steps: RunStep[] = []
  const recorded = (name: string): unknown => {
    const step = [...found.steps, ...plain].find((it) => it.step === name)
    if (!step || (step.kind === 'outward' && step.state !== 'done')) throw new NotRecorded(name)
    steps.push(step)
    return step.kind === 'command' ? step.outcome : step.result
  }
  const context: RunContext = {
    ...found,
    actor: role(found.role),
    ask: (query, input) => around.store.ask(company, query, input),
    command: async (name) => recorded(name) as never,
    step: async (name) => recorded(name) as never,
    outward: async (name) => recorded(name) as never,
    now: () => found.started ?? found.queued,
  }
  try {
    const outcome = await work.run(context, work.input.parse(found.input))
    const end = isRefusal(outcome)
      ? ({ kind: 'refused', refusal: outcome } as const)
      : ({ kind: 'done', proof: outcome } as const)
    return { steps, end }
  } catch (error) {
    if (error instanceof NotRecorded) return { steps, end: { kind: 'stops', step: error.message } }
    return { steps, end: { kind: 'failed', message: error instanceof Error ? error.message : String(error) } }
  }
}
