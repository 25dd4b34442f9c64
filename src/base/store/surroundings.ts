import type { Chance, Clock, LoggedEvent } from '#kernel'
import type pg from 'pg'
import type { Batches } from './batch.ts'
import type { CompanyId } from './transaction.ts'

/** A command of this process has been committed. */
export type Commit = { readonly company: CompanyId; readonly events: readonly LoggedEvent[] }

/** What running a command needs besides the command. */
export type Surroundings = {
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly chance: Chance
  readonly batches: Batches
  readonly committed: (commit: Commit) => void
}
