import { type Actor, type Id, newId, type Instant, sha256 } from '#kernel'
import type { CompanyId } from '#store'
import type { RunId } from './work.ts'

export type RunState = 'queued' | 'running' | 'waiting-retry' | 'done' | 'refused' | 'dead' | 'cancelled'

/** A run that this node has taken; `claim` tells it from earlier and later claims of the same run. */
export type ClaimedRun = {
  readonly company: CompanyId
  readonly id: RunId
  readonly role: string
  readonly work: string
  readonly version: number
  readonly input: unknown
  readonly cause: string
  readonly hops: number
  readonly claim: number
  readonly attempt: number
  readonly crashes: number
  readonly startedAt: Instant
}

/** `run_01k…:3`: one claim of a run. */
export function claimName({ id, claim }: { id: RunId; claim: number }): string {
  return `${id}:${claim}`
}

/** The key of the run's step in the company's record of commands. */
export function stepKey(run: RunId, step: string): string {
  return `${run}:${step}`
}

export function causeOf(run: RunId): string {
  return `run:${run}`
}

/** The same fact and the same duty always give the same run. */
export function runIdOf({
  company,
  seq,
  duty,
  at,
}: {
  company: CompanyId
  seq: number
  duty: string
  at: Instant
}): RunId {
  const bytes = Buffer.from(sha256(`${company} ${seq} ${duty}`), 'hex')
  const certain = { bytes: (count: number) => bytes.subarray(0, count), fraction: () => 0 }
  return newId('run', at, certain) satisfies Id<'run'>
}

export function ofRun({ id, work, role }: Pick<ClaimedRun, 'id' | 'work' | 'role'>): {
  run: RunId
  work: string
  role: string
} {
  return { run: id, work, role }
}

/** Who starts, cancels or resumes runs besides the engine itself. */
export const runStarters: readonly Actor['kind'][] = ['founder', 'operator', 'role', 'system']
