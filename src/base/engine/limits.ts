import { hourMs, secondMs } from '#kernel'

/** Every limit of the engine has a name; an installation may set its own. */
export type EngineLimits = {
  /** Runs under way at once in this process. */
  readonly atOnce: number
  /** Runs of one company under way at once, on all nodes. */
  readonly perCompany: number
  /** Runs of one role of one company under way at once, on all nodes. */
  readonly perRole: number
  /** Failed attempts after which a run is dead. */
  readonly attempts: number
  /** Times that the process may die under a run before the run is dead. */
  readonly crashes: number
  /** The wait before the second attempt is at most this; it doubles each time, up to `backoffCapMs`. */
  readonly backoffMs: number
  readonly backoffCapMs: number
  /** Runs in a chain in which each caused the next. */
  readonly hops: number
  /** Runs that one company starts by one duty in an hour. */
  readonly perHour: number
  /** Facts kept for a stopped duty until somebody resumes it. */
  readonly heldPerDuty: number
  /** Days for which results of plain steps of ended runs are kept. */
  readonly keepStepsDays: number
}

export const defaultLimits: EngineLimits = {
  atOnce: 16,
  perCompany: 8,
  perRole: 4,
  attempts: 6,
  crashes: 25,
  backoffMs: 2 * secondMs,
  backoffCapMs: hourMs,
  hops: 10,
  perHour: 300,
  heldPerDuty: 1_000,
  keepStepsDays: 30,
}

export const pollMs = secondMs
export const maxInputBytes = 65_536
export const maxStepName = 100
export const maxKey = 200
/** Facts that one company hands to its duties in one transaction. */
export const dispatchBatch = 100
