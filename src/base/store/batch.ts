import { dayOf, isRefusal, newId, type Refusal } from '#kernel'
import type { z } from 'zod'
import type { Command } from './command.ts'
import { query } from './connection.ts'
import type { Done, Request } from './execute.ts'
import { keyConflict } from './key-conflict.ts'
import type { Surroundings } from './surroundings.ts'
import { type CompanyId, hotItem } from './transaction.ts'

export type HotWork = { request: Request<unknown>; parsed: unknown; digest: string }

export type Batches = {
  add<Input extends z.ZodType, Outcome>(
    command: Command<Input, Outcome>,
    work: HotWork,
  ): Promise<Done<Outcome> | Refusal>
}

type Waiting = {
  item: Record<string, unknown>
  key: string
  settle: (row: unknown) => void
  fail: (error: unknown) => void
}
type Lane = { waiting: Waiting[]; busy: number }

const batchSize = 64
/** Batches of one company under way at once: a second one is filled while the first waits for the disk. */
const batchesAtOnce = 1

/**
 * Gathers concurrent calls of a hot command: while one batch of a company is under way the next one fills,
 * so that a busy company pays one round trip and one flush to disk for many calls, and a quiet one waits for nobody.
 */
export function openBatches(around: Omit<Surroundings, 'batches'>): Batches {
  const lanes = new Map<string, Lane>()
  return {
    add: <Input extends z.ZodType, Outcome>(
      command: Command<Input, Outcome>,
      { request, parsed, digest }: HotWork,
    ): Promise<Done<Outcome> | Refusal> => {
      const { hot } = command
      if (!hot) throw new TypeError(`${command.name} has no hot path`)
      const { company, actor, cause = '', key = '' } = request
      const at = around.clock.now()
      const context = {
        company,
        actor,
        at,
        today: dayOf(at),
        id: <K extends string>(kind: K) => newId(kind, at, around.chance),
      }
      const item = hotItem(hot.item(parsed as z.output<Input>, context), {
        tx: { actor, at, cause },
        command: command.name,
        digest,
        key,
      })
      return new Promise((resolve, reject) => {
        const settle = (row: unknown): void => resolve(settled(row, { key, read: (it) => hot.outcome(it) }))
        enqueue({ around, lanes, company, sql: hot.sql }, { item, key, settle, fail: reject })
      })
    },
  }
}

type Belt = { around: Omit<Surroundings, 'batches'>; lanes: Map<string, Lane>; company: CompanyId; sql: string }

function enqueue(belt: Belt, call: Waiting): void {
  const name = `${belt.company} ${belt.sql}`
  const lane = belt.lanes.get(name) ?? { waiting: [], busy: 0 }
  belt.lanes.set(name, lane)
  lane.waiting.push(call)
  if (lane.busy < batchesAtOnce) void drain(belt, lane, name)
}

async function drain(belt: Belt, lane: Lane, name: string): Promise<void> {
  lane.busy++
  while (lane.waiting.length > 0) {
    await flush(belt, lane.waiting.splice(0, batchSize))
  }
  lane.busy--
  if (lane.busy === 0 && lane.waiting.length === 0) belt.lanes.delete(name)
}

async function flush(belt: Belt, calls: Waiting[]): Promise<void> {
  try {
    const items = JSON.stringify(calls.map((call) => call.item))
    const rows = await query<{ outcome: unknown }>(belt.around.pool, belt.sql, [belt.company, items])
    calls.forEach((call, i) => call.settle(rows[i]?.outcome))
    belt.around.committed({ company: belt.company, events: [] })
  } catch (error) {
    await apart(belt, { calls, error })
  }
}

/** One bad call must not fail its neighbours: a batch that failed is tried call by call. */
async function apart(belt: Belt, { calls, error }: { calls: Waiting[]; error: unknown }): Promise<void> {
  const [only] = calls
  if (calls.length === 1 && only) return only.fail(error)
  for (const call of calls) await flush(belt, [call])
}

/** The SQL function marks a repeated key with `replayed`, and one that was used otherwise with `conflict`. */
function settled<Outcome>(
  row: unknown,
  { key, read }: { key: string; read: (row: unknown) => Outcome | Refusal },
): Done<Outcome> | Refusal {
  if (typeof row === 'object' && row !== null && 'conflict' in row) return keyConflict(key)
  const outcome = read(row)
  if (isRefusal(outcome)) return outcome
  return { outcome, events: [], replayed: typeof row === 'object' && row !== null && 'replayed' in row }
}
