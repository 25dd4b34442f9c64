import type { CompanyId, Store } from '#store'
import type { Driver } from './driver.ts'
import type { Duty } from './duty.ts'
import type { EngineLimits } from './limits.ts'
import type { OwnLine } from './own-line.ts'
import type { ClaimedRun } from './run.ts'
import type { Work } from './work.ts'

/** What the parts of an engine share. */
export type Surroundings = {
  readonly store: Store
  readonly line: OwnLine
  readonly works: ReadonlyMap<string, Work>
  readonly duties: readonly Duty[]
  readonly limits: EngineLimits
  readonly executor: string
  readonly driver: Driver
  /** Claims under way in this process by `run_…:3`. */
  readonly claims: Map<string, Claim>
  /** When this node was last known to live, by the process's own steady clock. */
  readonly heard: { ms: number }
  /** Companies whose runs were taken lately, the latest last. */
  readonly served: Set<CompanyId>
  readonly isEnabled: (company: CompanyId, role: string) => Promise<boolean>
  stopping: boolean
}

/** A claim under way. Once interrupted it takes no further step. */
export type Claim = { readonly run: ClaimedRun; readonly steps: Set<string>; interrupted?: 'lost' | 'stopping' }

/** Ends a claim at its next step: somebody else has the run now, or this process stops. Not for works to catch. */
export class Interrupted extends Error {
  readonly why: 'lost' | 'stopping'
  constructor(why: 'lost' | 'stopping') {
    super(`the run goes on elsewhere: ${why}`)
    this.name = 'Interrupted'
    this.why = why
  }
}

/** It cannot be known whether an effect on the world happened. */
export class Uncertain extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`It is not known whether the effect with the key ${key} happened.`, options)
    this.name = 'Uncertain'
  }
}
