import { type EventType, type Instant, instantOfMs, refuse, type Refusal } from '#kernel'
import type { CompanyTx } from '#store'
import { Cron } from 'croner'

/** A fact that repeats by a cron pattern in the company's time zone: `0 9 * * MON` is every Monday at nine. */
export type Schedule<Body> = {
  readonly name: string
  readonly cron: string
  readonly event: EventType<Body>
  readonly body: Body
}

const prefix = 'schedule:'
const keep = `insert into engine.schedules (company_id, name, cron, type, body) values ($1, $2, $3, $4, $5)
  on conflict (company_id, name) do update set cron = excluded.cron, type = excluded.type, body = excluded.body`
const putNext = `insert into engine.calendar (company_id, key, at, type, body) values ($1, $2, $3, $4, $5)
  on conflict (company_id, key) do update set at = excluded.at, type = excluded.type, body = excluded.body`

/** Sets a schedule, or changes it. Only its next firing stands on the calendar, so missed ones fire once. */
export async function scheduleRepeating<Body>(tx: CompanyTx, schedule: Schedule<Body>): Promise<Refusal | undefined> {
  const { name, cron, event, body } = schedule
  const next = followingMoment({ cron, timeZone: await timeZoneOf(tx), after: tx.at })
  if (next === 'bad')
    return refuse('bad-schedule', {
      message: `"${cron}" is not a cron pattern.`,
      fix: 'Write minute, hour, day, month and weekday: 0 9 * * MON.',
      facts: { name, cron },
    })
  await tx.rows(keep, [tx.company, name, cron, event.type, JSON.stringify(body)])
  if (next) await tx.rows(putNext, [tx.company, prefix + name, next, event.type, JSON.stringify(body)])
  return undefined
}

export async function unscheduleRepeating(tx: CompanyTx, name: string): Promise<void> {
  await tx.rows('delete from engine.calendar where company_id = $1 and key = $2', [tx.company, prefix + name])
  await tx.rows('delete from engine.schedules where company_id = $1 and name = $2', [tx.company, name])
}

/** The firing that follows now, when the key of a calendar row belongs to a schedule. */
export async function nextFiring(tx: CompanyTx, key: string): Promise<Instant | undefined> {
  if (!key.startsWith(prefix)) return undefined
  const sql = 'select cron from engine.schedules where company_id = $1 and name = $2'
  const found = await tx.row<{ cron: string }>(sql, [tx.company, key.slice(prefix.length)])
  if (!found) return undefined
  const next = followingMoment({ cron: found.cron, timeZone: await timeZoneOf(tx), after: tx.at })
  return next === 'bad' ? undefined : next
}

async function timeZoneOf(tx: CompanyTx): Promise<string> {
  const sql = 'select time_zone from store.companies where company_id = $1'
  return (await tx.row<{ time_zone: string }>(sql, [tx.company]))?.time_zone ?? 'UTC'
}

function followingMoment(at: { cron: string; timeZone: string; after: Instant }): Instant | 'bad' | undefined {
  try {
    const next = new Cron(at.cron, { timezone: at.timeZone, paused: true }).nextRun(new Date(at.after))
    return next ? instantOfMs(next.getTime()) : undefined
  } catch {
    return 'bad'
  }
}
