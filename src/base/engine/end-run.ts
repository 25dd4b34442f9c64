import { canonicalJson, type EventType, type Instant } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'

/** How a claim ended. What is put back into the queue is no fact; what ends the run is one. */
export type Ending = {
  readonly state: 'queued' | 'waiting-retry' | 'done' | 'refused' | 'dead'
  readonly failed?: boolean
  /** Cut off through no fault of the work. */
  readonly crashed?: boolean
  readonly due?: Instant
  readonly proof?: unknown
  readonly error?: { kind: string; message: string }
  readonly fact?: { type: string; body: unknown }
}

export function fact<Body>(type: EventType<Body>, body: Body): { type: string; body: unknown } {
  return { type: type.type, body }
}

/** Ends a claim of a run; ends of one company travel together. An end that comes too late changes nothing. */
export const endRun = defineCommand({
  name: 'engine.end-run',
  summary: 'Records how a run ended',
  who: ['system'],
  effect: 'reversible',
  input: z.strictObject({ run: z.string(), claim: z.int(), ending: z.custom<Ending>() }),
  run: async (): Promise<{ ended: boolean }> => {
    throw new TypeError('engine.end-run has only its hot path')
  },
  hot: {
    sql: 'select engine.end_runs($1, $2) as outcome',
    item: ({ run, claim, ending }) => ({
      run,
      claim,
      state: ending.state,
      failed: ending.failed ? 1 : 0,
      crashed: ending.crashed ? 1 : 0,
      due: ending.due ?? null,
      proof: ending.proof ?? null,
      error: ending.error ?? null,
      type: ending.fact?.type ?? '',
      body: ending.fact ? canonicalJson(ending.fact.body) : '',
    }),
    outcome: (row) => row as { ended: boolean },
  },
})
