import { type Currency, type Day, type Instant, money, refuse, type Refusal } from '#kernel'
import type { ReadTx } from '#store'
import type { AccountName } from './account.ts'
import type { EntryId, Posting } from './entry.ts'

/** An entry as the books hold it. */
export type KeptEntry = {
  readonly id: EntryId
  readonly eventDay: Day
  readonly postedAt: Instant
  readonly description: string
  readonly source: string
  readonly document: string | undefined
  readonly reverses: string | undefined
  readonly settles: string | undefined
  readonly reversedBy: string | undefined
  readonly postings: readonly Posting[]
}

type EntryRow = {
  id: EntryId
  event_day: Day
  posted_at: Instant
  description: string
  source: string
  document: string
  reverses: string | null
  settles: string | null
  reversed_by: string | null
}

type PostingRow = {
  entry_id: string
  account: AccountName
  currency: Currency
  amount: bigint
  book_currency: Currency
  book_amount: bigint
  rate: string | null
  rate_source: string | null
  rate_day: Day | null
  tax_code: string | null
  party: string | null
  document: string | null
}

const entrySql = `select e.id, e.event_day, e.posted_at, e.description, e.source, e.document, e.reverses, e.settles,
  (select r.id from ledger.entries r where r.company_id = $1 and r.reverses = e.id) as reversed_by
  from ledger.entries e where e.company_id = $1 and e.id = any ($2) order by e.event_day, e.id`

const postingsSql = `select entry_id, account, currency, amount, book_currency, book_amount, rate::text as rate,
  rate_source, rate_day, tax_code, party, document
  from ledger.postings where company_id = $1 and entry_id = any ($2) order by entry_id, line`

export async function readEntry(tx: ReadTx, id: string): Promise<KeptEntry | Refusal> {
  const [entry] = await readEntries(tx, [id])
  return (
    entry ??
    refuse('unknown-entry', {
      message: `There is no entry ${id} in these books.`,
      fix: 'Check the id.',
      facts: { entry: id },
    })
  )
}

/** Entries with their postings, in the order of their days. */
export async function readEntries(tx: ReadTx, ids: readonly string[]): Promise<KeptEntry[]> {
  const entries = await tx.rows<EntryRow>(entrySql, [tx.company, ids])
  const rows = await tx.rows<PostingRow>(postingsSql, [tx.company, ids])
  const byEntry = new Map<string, Posting[]>()
  for (const row of rows) {
    const postings = byEntry.get(row.entry_id)
    if (postings) postings.push(posting(row))
    else byEntry.set(row.entry_id, [posting(row)])
  }
  return entries.map((row) => ({
    id: row.id,
    eventDay: row.event_day,
    postedAt: row.posted_at,
    description: row.description,
    source: row.source,
    document: row.document === '' ? undefined : row.document,
    reverses: row.reverses ?? undefined,
    settles: row.settles ?? undefined,
    reversedBy: row.reversed_by ?? undefined,
    postings: byEntry.get(row.id) ?? [],
  }))
}

function posting(row: PostingRow): Posting {
  const { rate, rate_source: source, rate_day: day } = row
  return {
    account: row.account,
    amount: money(row.amount, row.currency),
    book: row.currency === row.book_currency ? undefined : money(row.book_amount, row.book_currency),
    rate: rate !== null && source !== null && day !== null ? { value: rate, source, day } : undefined,
    taxCode: row.tax_code ?? undefined,
    party: row.party ?? undefined,
    document: row.document ?? undefined,
  }
}
