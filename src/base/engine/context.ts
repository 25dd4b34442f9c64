import { elapsingMs, isRefusal, type Refusal, role } from '#kernel'
import { type Command, defineQuery } from '#store'
import { z } from 'zod'
import { maxStepName } from './limits.ts'
import { actOutside } from './outward.ts'
import { causeOf, stepKey } from './run.ts'
import { type Claim, Interrupted, type Surroundings } from './surroundings.ts'
import type { RunContext } from './work.ts'

/** What a work may do, bound to one claim of its run. */
export function openContext(around: Surroundings, claim: Claim): RunContext {
  const { id, company, version, startedAt } = claim.run
  const actor = role(claim.run.role)
  return {
    id,
    company,
    role: claim.run.role,
    actor,
    version,
    command: async (step, command, input) => {
      enter(claim, step)
      const key = stepKey(id, step)
      const fenced = owned(command, around, claim)
      const done = await around.store.execute(fenced, { company, input, actor, key, cause: causeOf(id) })
      if (!isRefusal(done)) return done.outcome
      return done.kind === 'idempotency-conflict' ? ((await recordOf(around, claim, key)) as never) : done
    },
    ask: (query, input) => around.store.ask(company, query, input),
    step: (name, work) => {
      enter(claim, name)
      return around.driver.step(claim.run, name, work)
    },
    outward: (name, effect) => {
      enter(claim, name)
      return actOutside(around, claim, { name, effect })
    },
    now: () => startedAt,
  }
}

function enter({ steps, interrupted }: Claim, step: string): void {
  if (interrupted) throw new Interrupted(interrupted)
  if (step.length === 0 || step.length > maxStepName)
    throw new RangeError(`the name of a step has 1 to ${maxStepName} characters; "${step}" has ${step.length}`)
  if (steps.has(step)) throw new TypeError(`the step "${step}" is used twice in one run; give every step its own name`)
  steps.add(step)
}

/** Nobody takes runs from a node that was heard of so lately; after that it asks before it commits. */
const trustedMs = 1_500
const stillOurs = `select 1 as ours from engine.runs where company_id = $1 and id = $2 and claim = $3 and state = 'running'`

/**
 * The command within a claim: it does not commit for a claim that was cancelled or taken over. Hot commands, which have
 * no transaction to look into, rely on the key alone.
 */
function owned<Input extends z.ZodType, Outcome>(
  command: Command<Input, Outcome>,
  { heard }: Surroundings,
  claim: Claim,
): Command<Input, Outcome> {
  const { run } = claim
  return {
    ...command,
    run: async (tx, input) => {
      const trusted = elapsingMs() - heard.ms < trustedMs
      if (!trusted && !(await tx.row(stillOurs, [tx.company, run.id, run.claim]))) throw new Interrupted('lost')
      const outcome = await command.run(tx, input)
      if (claim.interrupted === 'lost') throw new Interrupted('lost')
      return outcome
    },
  }
}

const recorded = defineQuery({
  name: 'engine.recorded-step',
  summary: 'What a step of a run returned',
  who: ['system'],
  input: z.strictObject({ key: z.string() }),
  read: (tx, { key }) =>
    tx.row<{ outcome: unknown }>('select outcome from store.command_results where company_id = $1 and key = $2', [
      tx.company,
      key,
    ]),
})

/** A step is remembered by its name: when it is reached again with another input, what it did stands. */
async function recordOf(around: Surroundings, { run }: Claim, key: string): Promise<unknown> {
  const found: { outcome: unknown } | undefined | Refusal = await around.store.ask(run.company, recorded, { key })
  if (found && !isRefusal(found)) return found.outcome
  throw new Error(`the step ${key} was recorded with another input and its outcome is not kept`)
}
