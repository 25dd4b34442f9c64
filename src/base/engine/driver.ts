import type { ClaimedRun } from './run.ts'

/** What carries a claim of a run: DBOS, or its twin in this process. */
export type Driver = {
  /** Carries the claim out, with a record that outlives the process. Settles when the claim has ended; never rejects. */
  carry(run: ClaimedRun): Promise<void>
  /** The result of a plain step, remembered by name for this claim and later ones; called within `carry`. */
  step<T>(run: ClaimedRun, name: string, work: () => Promise<T>): Promise<T>
  /** Plain steps of a run that have a result, in the order in which they ended. */
  steps(run: Pick<ClaimedRun, 'id' | 'claim'>): Promise<PlainStep[]>
  /** Claims (`run_…:3`) that ended without this node's doing. */
  abandon(claims: readonly string[]): Promise<void>
  stop(): Promise<void>
}

export type PlainStep = { readonly step: string; readonly result: unknown }

export type CarryOut = (run: ClaimedRun) => Promise<void>
