import { type EventType, type Instant, refuse, system } from '#kernel'
import { type CompanyId, type CompanyTx, defineCommand, type Store } from '#store'
import { z } from 'zod'
import { nextFiring } from './schedule.ts'

/** A fact that will be appended to the company's log at a moment. The key names it within the company. */
export type FutureEvent<Body> = {
  readonly at: Instant
  readonly event: EventType<Body>
  readonly body: Body
  readonly key: string
}

const upsert = `insert into engine.calendar (company_id, key, at, type, body) values ($1, $2, $3, $4, $5)
  on conflict (company_id, key) do update set at = excluded.at, type = excluded.type, body = excluded.body`

/** Puts a fact on the company's calendar, or moves it; it stands there only if the command commits. */
export async function scheduleEvent<Body>(tx: CompanyTx, { at, event, body, key }: FutureEvent<Body>): Promise<void> {
  await tx.rows(upsert, [tx.company, key, at, event.type, JSON.stringify(body)])
}

/** Takes a fact off the calendar; true when it stood there. */
export async function unscheduleEvent(tx: CompanyTx, key: string): Promise<boolean> {
  const sql = 'delete from engine.calendar where company_id = $1 and key = $2 returning key'
  return (await tx.rows(sql, [tx.company, key])).length > 0
}

/** Moves a due row of the calendar into the log and, when it belongs to a schedule, sets the next one. */
const fireDue = defineCommand({
  name: 'engine.fire-due',
  summary: 'Turns a due row of the calendar into a fact',
  who: ['system'],
  effect: 'reversible',
  input: z.strictObject({ key: z.string() }),
  async run(tx, { key }) {
    const take = 'delete from engine.calendar where company_id = $1 and key = $2 and at <= $3 returning type, body'
    const due = await tx.row<{ type: string; body: unknown }>(take, [tx.company, key, tx.at])
    if (!due) return refuse('not-due', { message: `Nothing is due under ${key}.` })
    tx.append({ type: due.type }, due.body)
    const next = await nextFiring(tx, key)
    if (next) await tx.rows(upsert, [tx.company, key, next, due.type, JSON.stringify(due.body)])
    return {}
  },
})

/** One transaction for each due row. One that another node fires at the same time is not fired again. */
export async function fire(store: Store, { company, key }: { company: CompanyId; key: string }): Promise<void> {
  await store.execute(fireDue, { company, input: { key }, actor: system, cause: `calendar:${key}` })
}
