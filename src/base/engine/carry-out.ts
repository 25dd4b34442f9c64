import { isRefusal, plusMs, type Refusal, Refused, system } from '#kernel'
import { setTimeout as sleep } from 'node:timers/promises'
import { openContext } from './context.ts'
import { type Ending, endRun, fact } from './end-run.ts'
import { runDied, runDone, runRefused } from './events.ts'
import { asJson } from './json.ts'
import { isOutage } from './outage.ts'
import { causeOf, claimName, type ClaimedRun, ofRun } from './run.ts'
import { refusedInput } from './start-run.ts'
import { type Claim, Interrupted, type Surroundings, Uncertain } from './surroundings.ts'
import type { Proof } from './work.ts'

/** Carries out one claim of a run from its first step to its recorded end. Never rejects. */
export async function carryOut(around: Surroundings, run: ClaimedRun): Promise<void> {
  const claim: Claim = around.claims.get(claimName(run)) ?? { run, steps: new Set() }
  const ending = await work(around, claim).catch((error: unknown) => afterError(around, claim, error))
  if (ending) await record(around, claim, ending)
  // The place is free now, before what carried the claim has closed its own record.
  around.claims.delete(claimName(run))
}

async function work(around: Surroundings, claim: Claim): Promise<Ending> {
  const { run } = claim
  const found = around.works.get(run.work)
  if (!found) return died(run, 'unknown-work', `This installation knows no work named ${run.work}.`)
  if (run.crashes > around.limits.crashes)
    return died(run, 'crashed', `The process ended ${run.crashes} times while this run was under way.`)
  const refused = refusedInput(found, run.input)
  if (refused) return died(run, 'bad-input', refused.message)
  const outcome = await found.run(openContext(around, claim), found.input.parse(run.input))
  return isRefusal(outcome) ? refusedEnding(run, outcome) : doneEnding(run, outcome)
}

/** A claim without evidence is no end: the run did not prove what it says. */
function doneEnding(run: ClaimedRun, proof: Proof | undefined): Ending {
  if (!proof?.done || typeof proof.evidence !== 'object' || Object.keys(proof.evidence).length === 0)
    return died(run, 'no-proof', `${run.work} ended without evidence of what it did.`)
  const evidence = asJson(proof.evidence) as Record<string, unknown>
  return {
    state: 'done',
    proof: { done: proof.done, evidence },
    fact: fact(runDone, { ...ofRun(run), done: proof.done, evidence }),
  }
}

function refusedEnding(run: ClaimedRun, refusal: Refusal): Ending {
  const { kind, message, facts } = asJson(refusal) as Refusal
  return {
    state: 'refused',
    error: { kind, message },
    fact: fact(runRefused, { ...ofRun(run), refusal: { kind, message, facts } }),
  }
}

function died(run: ClaimedRun, kind: string, reason: string): Ending {
  return { state: 'dead', error: { kind, message: reason }, fact: fact(runDied, { ...ofRun(run), kind, reason }) }
}

/** Undefined when the run is no longer ours to end. */
async function afterError(around: Surroundings, claim: Claim, error: unknown): Promise<Ending | undefined> {
  const { run } = claim
  if (error instanceof Interrupted || claim.interrupted)
    return (error instanceof Interrupted ? error.why : claim.interrupted) === 'stopping'
      ? { state: 'queued' }
      : undefined
  if (error instanceof Refused) return refusedEnding(run, error.refusal)
  if (error instanceof Uncertain) return died(run, 'uncertain', error.message)
  if (await isOutage(around.store, error)) return { state: 'queued', crashed: true }
  const reason = reasonOf(error)
  const attempt = run.attempt + 1
  if (attempt >= (around.works.get(run.work)?.attempts ?? around.limits.attempts))
    return { ...died(run, 'failed', reason), failed: true }
  return {
    state: 'waiting-retry',
    failed: true,
    due: plusMs(around.store.clock.now(), backoff(around, attempt)),
    error: { kind: 'failed', message: reason },
  }
}

/** Exponential with full jitter: anything from at once to the whole wait. */
function backoff({ limits, store }: Surroundings, attempt: number): number {
  return Math.floor(store.chance.fraction() * Math.min(limits.backoffCapMs, limits.backoffMs * 2 ** (attempt - 1)))
}

const shownReason = 1_000

function reasonOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, shownReason)
}

const retryEndMs = 250

/** The end is recorded as soon as the database can take it; when this process ends before, another one takes over. */
async function record(around: Surroundings, { run }: Claim, ending: Ending): Promise<void> {
  const input = { run: run.id, claim: run.claim, ending }
  try {
    await around.store.execute(endRun, { company: run.company, input, actor: system, cause: causeOf(run.id) })
  } catch (error) {
    if (around.stopping) return
    const outage = await isOutage(around.store, error)
    if (outage) await sleep(retryEndMs)
    else if (ending.state === 'dead') return
    return record(around, { run, steps: new Set() }, outage ? ending : died(run, 'failed', reasonOf(error)))
  }
}
