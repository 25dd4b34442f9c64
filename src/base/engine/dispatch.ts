import { type Instant, system } from '#kernel'
import { type CompanyId, type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import type { Duty } from './duty.ts'
import { type DutyStates, loadDutyStates, stopDuty, verdict } from './loop-breaker.ts'
import { dispatchBatch, type EngineLimits } from './limits.ts'
import { runIdOf } from './run.ts'
import type { Surroundings } from './surroundings.ts'

export type Waking = {
  readonly seq: number
  readonly type: string
  readonly body: string
  readonly at: Instant
  readonly cause: string
}

const waking = `select o.seq::int as seq, l.type, l.body, l.at, l.cause from store.outbox o
  join store.log l on l.company_id = o.company_id and l.seq = o.seq
  where o.company_id = $1 order by o.seq limit $2 for update of o skip locked`

/** Hands the facts in a company's outbox to its duties: the runs stand in the queue when the facts leave the outbox. */
export async function dispatch(around: Surroundings, company: CompanyId): Promise<void> {
  const roles = [...new Set(around.duties.map((duty) => duty.role))]
  const enabled = new Set<string>()
  for (const role of roles) if (await around.isEnabled(company, role)) enabled.add(role)
  const duties = around.duties.filter((duty) => enabled.has(duty.role))
  await around.store.execute(dispatchTo(duties, around.limits), { company, input: {}, actor: system })
}

function dispatchTo(duties: readonly Duty[], limits: EngineLimits) {
  return defineCommand({
    name: 'engine.dispatch',
    summary: 'Wakes duties',
    who: ['system'],
    effect: 'reversible',
    input: z.strictObject({}),
    async run(tx) {
      const events = await tx.rows<Waking>(waking, [tx.company, dispatchBatch])
      if (events.length === 0) return {}
      const states = await loadDutyStates(tx, { duties, events })
      const runs: QueuedRun[] = []
      for (const event of events)
        for (const duty of duties.filter((it) => it.on.type === event.type)) {
          const run = await wake(tx, { duty, event, states, limits })
          if (run) runs.push(run)
        }
      await tx.rows(queueRuns, [tx.company, JSON.stringify(runs), tx.at])
      await tx.rows('delete from store.outbox where company_id = $1 and seq = any ($2::bigint[])', [
        tx.company,
        events.map((event) => event.seq),
      ])
      return {}
    },
  })
}

type QueuedRun = {
  id: string
  role: string
  duty: string
  work: string
  version: number
  input: unknown
  cause: string
  hops: number
}

const queueRuns = `insert into engine.runs (company_id, id, role, duty, work, version, input, cause, hops, due_at, queued_at)
  select $1, r.id, r.role, r.duty, r.work, r.version, coalesce(r.input, 'null'), r.cause, r.hops, $3, $3
  from jsonb_to_recordset($2::jsonb)
    as r(id text, role text, duty text, work text, version int, input jsonb, cause text, hops int)
  on conflict do nothing`

type Wake = { duty: Duty; event: Waking; states: DutyStates; limits: EngineLimits }

/** The run that a fact starts by a duty; nothing when it is not its business or when the loop breaker says no. */
async function wake(tx: CompanyTx, { duty, event, states, limits }: Wake): Promise<QueuedRun | undefined> {
  const input = inputOf(duty, event, tx.company)
  if (input.failed !== undefined) return stopDuty(tx, { duty, event, states, reason: input.failed, limit: 0 })
  if (input.value === undefined) return undefined
  const { go, hops } = await verdict(tx, { duty, event, states, limits })
  if (!go) return undefined
  const { work, version } = { work: duty.start.name, version: duty.start.version }
  const id = runIdOf({ company: tx.company, seq: event.seq, duty: duty.name, at: event.at })
  const cause = `log:${event.seq}`
  return { id, role: duty.role, duty: duty.name, work, version, input: input.value, cause, hops }
}

/** A duty that cannot read a fact is stopped; it must not hold up the others. */
function inputOf(
  duty: Duty,
  { seq, at, cause, body }: Waking,
  company: CompanyId,
): { value?: unknown; failed?: string } {
  try {
    return { value: duty.input({ seq, at, cause, body: JSON.parse(body) as unknown }, company) }
  } catch (error) {
    return {
      failed: `it cannot read the fact: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300),
    }
  }
}
