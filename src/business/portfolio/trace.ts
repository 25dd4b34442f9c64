import type { Instant } from '#kernel'
import type { ReadTx } from '#store'

/** A line of the company log, without its hashes. */
export type LoggedFact = {
  readonly seq: number
  readonly at: Instant
  readonly actor: string
  readonly command: string
  readonly cause: string
  readonly type: string
  readonly body: Readonly<Record<string, unknown>>
}

const factsShown = 500
const columns = 'seq::int as seq, at, actor, command, cause, type, body::jsonb as body'
const byCause = `select ${columns} from store.log where company_id = $1 and cause = $2 order by seq limit $3`
const ofEntry = `select ${columns} from store.log where company_id = $1 and type = 'ledger.entry-posted'
  and strpos(body, $2) > 0 order by seq limit 1`

/** What came of a cause, such as `run:run_…`: the facts that name it, oldest first. */
export function factsOf(tx: ReadTx, cause: string): Promise<LoggedFact[]> {
  return tx.rows<LoggedFact>(byCause, [tx.company, cause, factsShown])
}

/** The fact that put an entry into the books: who, by which command, why. */
export function postingFact(tx: ReadTx, entry: string): Promise<LoggedFact | undefined> {
  return tx.row<LoggedFact>(ofEntry, [tx.company, `"entry":"${entry}"`])
}
