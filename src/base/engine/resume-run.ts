import { idInput, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { type RunHead, unknownRun } from './cancel-run.ts'
import { runResumed } from './events.ts'
import { ofRun, runStarters } from './run.ts'

const lock = `select id, work, role, state from engine.runs where company_id = $1 and id = $2 for no key update`
const uncertain = `select key from engine.outward where company_id = $1 and run = $2 and state = 'uncertain' order by key`
const happened = `update engine.outward set state = 'done', result = $3
  where company_id = $1 and run = $2 and state = 'uncertain'`
const didNot = `delete from engine.outward where company_id = $1 and run = $2 and state = 'uncertain'`
const resume = `update engine.runs set state = 'queued', attempt = 0, crashes = 0, error = null, ended_at = null, due_at = $3
  where company_id = $1 and id = $2`

/**
 * Lets a dead or cancelled run go on where it was. When it is not known whether one of its effects happened, a person
 * says whether it did; `result` is then what the effect returns (JSON).
 */
export const resumeRun = defineCommand({
  name: 'engine.resume-run',
  summary: 'Resumes a dead or cancelled run',
  who: runStarters,
  effect: 'reversible',
  input: z.strictObject({
    run: idInput('run'),
    uncertain: z.enum(['happened', 'did-not-happen']).optional(),
    result: z.unknown().optional(),
  }),
  async run(tx, { run, uncertain: decision, result }) {
    const found = await tx.row<RunHead>(lock, [tx.company, run])
    if (!found) return unknownRun(run)
    if (found.state !== 'dead' && found.state !== 'cancelled')
      return refuse('run-not-dead', {
        message: `The run ${run} is ${found.state}; only a dead or cancelled run can be resumed.`,
        facts: { run, state: found.state },
      })
    const open = await tx.rows<{ key: string }>(uncertain, [tx.company, run])
    if (open.length > 0 && !decision) return undecided(run, open)
    if (decision === 'happened') await tx.rows(happened, [tx.company, run, JSON.stringify(result ?? null)])
    if (decision === 'did-not-happen') await tx.rows(didNot, [tx.company, run])
    await tx.rows(resume, [tx.company, run, tx.at])
    tx.append(runResumed, ofRun(found))
    return { run }
  },
})

function undecided(run: string, open: readonly { key: string }[]) {
  const keys = open.map(({ key }) => key)
  return refuse('uncertain-effect', {
    message: `It is not known whether an effect of the run ${run} on the world happened: ${keys.join(', ')}.`,
    fix: 'Look whether it happened, then resume with uncertain: happened or did-not-happen.',
    facts: { run, keys },
  })
}
