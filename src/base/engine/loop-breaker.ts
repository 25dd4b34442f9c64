import { hourMs, plusMs } from '#kernel'
import type { CompanyTx } from '#store'
import type { Waking } from './dispatch.ts'
import type { Duty } from './duty.ts'
import { dutyStopped } from './events.ts'
import type { EngineLimits } from './limits.ts'

/** What a company's duties did lately, and how long the chain behind each run is. */
export type DutyStates = {
  readonly stopped: Set<string>
  readonly startedThisHour: Map<string, number>
  readonly hopsOfRun: ReadonlyMap<string, number>
}

const lately = `select d.duty, s.stopped_at is not null as stopped, (
    select count(*)::int from engine.runs r where r.company_id = $1 and r.duty = d.duty
      and r.queued_at > greatest($3::timestamptz, s.resumed_at)) as started
  from unnest($2::text[]) as d(duty) left join engine.duties s on s.company_id = $1 and s.duty = d.duty`
const chains = 'select id, hops from engine.runs where company_id = $1 and id = any ($2::text[])'

export async function loadDutyStates(
  tx: CompanyTx,
  { duties, events }: { duties: readonly Duty[]; events: readonly Waking[] },
): Promise<DutyStates> {
  const types = new Set(events.map((event) => event.type))
  const names = duties.filter((duty) => types.has(duty.on.type)).map((duty) => duty.name)
  const causes = events.filter(({ cause }) => cause.startsWith('run:')).map(({ cause }) => cause.slice('run:'.length))
  const states = await tx.rows<{ duty: string; stopped: boolean; started: number }>(lately, [
    tx.company,
    names,
    plusMs(tx.at, -hourMs),
  ])
  const runs = causes.length === 0 ? [] : await tx.rows<{ id: string; hops: number }>(chains, [tx.company, causes])
  return {
    stopped: new Set(states.filter((it) => it.stopped).map((it) => it.duty)),
    startedThisHour: new Map(states.map((it) => [it.duty, it.started])),
    hopsOfRun: new Map(runs.map((it) => [`run:${it.id}`, it.hops])),
  }
}

type Question = { duty: Duty; event: Waking; states: DutyStates; limits: EngineLimits }

/** Whether a fact may start a run. The first fact that is over a limit stops the duty; the facts after it are held. */
export async function verdict(
  tx: CompanyTx,
  { duty, event, states, limits }: Question,
): Promise<{ go: boolean; hops: number }> {
  const cause = states.hopsOfRun.get(event.cause)
  const hops = cause === undefined ? 0 : cause + 1
  const started = states.startedThisHour.get(duty.name) ?? 0
  const perHour = duty.perHour ?? limits.perHour
  if (states.stopped.has(duty.name)) {
    await hold(tx, { duty, event, most: limits.heldPerDuty })
    return { go: false, hops }
  }
  if (hops > limits.hops) {
    const reason = `each of ${hops} runs in a row was caused by the one before`
    await stopDuty(tx, { duty, event, states, reason, limit: limits.hops })
    return { go: false, hops }
  }
  if (started >= perHour) {
    await stopDuty(tx, { duty, event, states, reason: `it started ${started} runs within an hour`, limit: perHour })
    await hold(tx, { duty, event, most: limits.heldPerDuty })
    return { go: false, hops }
  }
  states.startedThisHour.set(duty.name, started + 1)
  return { go: true, hops }
}

const stop = `insert into engine.duties (company_id, duty, stopped_at, reason) values ($1, $2, $3, $4)
  on conflict (company_id, duty) do update set stopped_at = excluded.stopped_at, reason = excluded.reason`

type Stop = { duty: Duty; event: Waking; states: DutyStates; reason: string; limit: number }

/** From here on the duty costs nothing until somebody resumes it. */
export async function stopDuty(tx: CompanyTx, { duty, event, states, reason, limit }: Stop): Promise<undefined> {
  if (states.stopped.has(duty.name)) return
  states.stopped.add(duty.name)
  await tx.rows(stop, [tx.company, duty.name, tx.at, reason])
  tx.append(dutyStopped, { duty: duty.name, reason, limit, seq: event.seq })
}

const holding = `insert into engine.held_events (company_id, duty, seq, type)
  select $1, $2, $3, $4 where (select count(*) from engine.held_events where company_id = $1 and duty = $2) < $5
  on conflict do nothing`

async function hold(tx: CompanyTx, { duty, event, most }: { duty: Duty; event: Waking; most: number }): Promise<void> {
  await tx.rows(holding, [tx.company, duty.name, event.seq, event.type, most])
}
