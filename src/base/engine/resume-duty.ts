import { refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { dutyResumed } from './events.ts'
import { runStarters } from './run.ts'

const resume = `update engine.duties set stopped_at = null, reason = null, resumed_at = $3
  where company_id = $1 and duty = $2 and stopped_at is not null returning duty`
const take = 'delete from engine.held_events where company_id = $1 and duty = $2 returning seq, type'
const wakeAgain = `insert into store.outbox (company_id, seq, type)
  select $1, s.seq, s.type from unnest($2::bigint[], $3::text[]) as s(seq, type) on conflict do nothing`

/** Lets a stopped duty work again, counting from now, with the facts that were held for it or without them. */
export const resumeDuty = defineCommand({
  name: 'engine.resume-duty',
  summary: 'Resumes a duty that was stopped',
  who: runStarters,
  effect: 'reversible',
  input: z.strictObject({ duty: z.string(), held: z.enum(['start', 'drop']).default('start') }),
  async run(tx, { duty, held }) {
    const found = await tx.row(resume, [tx.company, duty, tx.at])
    if (!found) return refuse('duty-not-stopped', { message: `The duty ${duty} is not stopped.`, facts: { duty } })
    const events = await tx.rows<{ seq: bigint; type: string }>(take, [tx.company, duty])
    if (held === 'start' && events.length > 0)
      await tx.rows(wakeAgain, [tx.company, events.map((it) => it.seq), events.map((it) => it.type)])
    tx.append(dutyResumed, { duty, held: events.length })
    return { duty, held: events.length }
  },
})
