import { idInput, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { runCancelled } from './events.ts'
import { ofRun, type RunState, runStarters } from './run.ts'
import type { RunId } from './work.ts'

const lock = `select id, work, role, state from engine.runs where company_id = $1 and id = $2 for no key update`
const cancel = `update engine.runs set state = 'cancelled', executor = null, ended_at = $3 where company_id = $1 and id = $2`

export type RunHead = { id: RunId; work: string; role: string; state: RunState }

/** Ends a run that has not ended. A step under way is finished or rolled back; no other one begins. */
export const cancelRun = defineCommand({
  name: 'engine.cancel-run',
  summary: 'Cancels a run',
  who: runStarters,
  effect: 'reversible',
  input: z.strictObject({ run: idInput('run') }),
  async run(tx, { run }) {
    const found = await tx.row<RunHead>(lock, [tx.company, run])
    if (!found) return unknownRun(run)
    if (!['queued', 'running', 'waiting-retry'].includes(found.state))
      return refuse('run-ended', {
        message: `The run ${run} is ${found.state}; only a run that has not ended can be cancelled.`,
        facts: { run, state: found.state },
      })
    await tx.rows(cancel, [tx.company, run, tx.at])
    tx.append(runCancelled, ofRun(found))
    return { run }
  },
})

export function unknownRun(run: string) {
  return refuse('unknown-run', {
    message: `This company has no run ${run}.`,
    fix: 'Look it up among the runs.',
    facts: { run },
  })
}
