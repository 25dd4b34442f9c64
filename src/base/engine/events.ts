import { defineEvent, type Refusal } from '#kernel'
import type { RunId } from './work.ts'

type OfRun = { run: RunId; work: string; role: string }

export const runDone = defineEvent<OfRun & { done: string; evidence: Record<string, unknown> }>('engine.run-done')
export const runRefused = defineEvent<OfRun & { refusal: Pick<Refusal, 'kind' | 'message' | 'facts'> }>(
  'engine.run-refused',
)
/** `kind` says why it was given up: failed, uncertain, crashed, unknown-work, bad-input, no-proof. */
export const runDied = defineEvent<OfRun & { kind: string; reason: string }>('engine.run-died')
export const runCancelled = defineEvent<OfRun>('engine.run-cancelled')
export const runResumed = defineEvent<OfRun>('engine.run-resumed')
export const dutyStopped = defineEvent<{ duty: string; reason: string; limit: number; seq: number }>(
  'engine.duty-stopped',
)
export const dutyResumed = defineEvent<{ duty: string; held: number }>('engine.duty-resumed')
