import type { Instant } from '#kernel'
import { idInput } from '#kernel'
import { type CompanyId, defineQuery } from '#store'
import { z } from 'zod'
import { unknownRun } from './cancel-run.ts'
import type { PlainStep } from './driver.ts'
import type { RunState } from './run.ts'
import type { Proof, RunId } from './work.ts'

/** A run as people see it. */
export type Run = {
  readonly id: RunId
  readonly company: CompanyId
  readonly role: string
  readonly duty: string | null
  readonly work: string
  readonly version: number
  readonly input: unknown
  readonly cause: string
  readonly hops: number
  readonly state: RunState
  readonly attempt: number
  readonly claim: number
  readonly due: Instant
  readonly queued: Instant
  readonly started: Instant | null
  readonly ended: Instant | null
  readonly proof: Proof | null
  readonly error: { kind: string; message: string } | null
}

/** A step with what it left behind: an outcome in the record of commands, an effect on the world, or a kept result. */
export type RunStep =
  | { readonly kind: 'command'; readonly step: string; readonly command: string; readonly outcome: unknown }
  | {
      readonly kind: 'outward'
      readonly step: string
      readonly key: string
      readonly state: 'intent' | 'uncertain' | 'done'
      readonly at: Instant
      readonly result: unknown
    }
  | ({ readonly kind: 'step' } & PlainStep)

const columns = `id, company_id as company, role, duty, work, version, input, cause, hops, state, attempt, claim, due_at as due,
  queued_at as queued, started_at as started, ended_at as ended, proof, error`

const shownRuns = 200
const states = ['queued', 'running', 'waiting-retry', 'done', 'refused', 'dead', 'cancelled'] as const

const latest = `select ${columns} from engine.runs where company_id = $1
  and ($2::text is null or state = $2) and ($3::text is null or role = $3) and ($4::text is null or work = $4)
  and ($5::text is null or id < $5) order by queued_at desc, id desc limit $6`

/** Runs of a company, latest first. */
export const runs = defineQuery({
  name: 'engine.runs',
  summary: 'Runs, latest first',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({
    state: z.enum(states).optional(),
    role: z.string().optional(),
    work: z.string().optional(),
    before: idInput('run').optional(),
    limit: z.coerce.number().int().min(1).max(shownRuns).default(50),
  }),
  read: (tx, { state = null, role = null, work = null, before = null, limit }) =>
    tx.rows<Run>(latest, [tx.company, state, role, work, before, limit]),
})

const one = `select ${columns} from engine.runs where company_id = $1 and id = $2`
const commandSteps = `select 'command' as kind, substr(key, $3) as step, command, outcome from store.command_results
  where company_id = $1 and key like $2 and outcome is not null order by last_seq nulls first, key`
const outwardSteps = `select 'outward' as kind, step, key, state, at, result from engine.outward
  where company_id = $1 and run = $2 order by at, key`

/** One run with the steps that the company's own tables know; the engine's `run` adds the plain ones. */
export const run = defineQuery({
  name: 'engine.run',
  summary: 'One run with its steps',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({ run: idInput('run') }),
  async read(tx, { run: id }) {
    const found = await tx.row<Run>(one, [tx.company, id])
    if (!found) return unknownRun(id)
    const commands = await tx.rows<RunStep>(commandSteps, [tx.company, `${id}:%`, id.length + 2])
    const effects = await tx.rows<RunStep>(outwardSteps, [tx.company, id])
    return { ...found, steps: [...commands, ...effects] }
  },
})
