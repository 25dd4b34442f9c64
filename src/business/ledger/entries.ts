import { type Currency, type Day, dayInput, idInput, type Instant, isRefusal, money, printMoney } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'
import { accountInput } from './account.ts'
import { type KeptEntry, readEntry } from './read-entry.ts'
import { readers } from './readers.ts'

const largestPage = 200

type Row = {
  id: string
  event_day: Day
  posted_at: Instant
  description: string
  source: string
  reverses: string | null
  reversed_by: string | null
  amounts: { currency: Currency; minor: string }[]
}

/** The page is cut on an index alone: that of the entries, or that of one account's postings. */
const pageOfAll = `select e.event_day, e.id from ledger.entries e
  where e.company_id = $1 and (e.event_day, e.id) < ($3::date, $4) order by e.event_day desc, e.id desc limit $5`
const pageOfAccount = `select distinct p.event_day, p.entry_id as id from ledger.postings p
  where p.company_id = $1 and p.account = $2 and (p.event_day, p.entry_id) < ($3::date, $4)
  order by p.event_day desc, p.entry_id desc limit $5`

/** Without an account the amounts are the entry's debits, with one what it moved there. */
const sqlOf = (page: string): string => `with page as (${page})
  select e.id, e.event_day, e.posted_at, e.description, e.source, e.reverses,
    (select r.id from ledger.entries r where r.company_id = $1 and r.reverses = e.id) as reversed_by,
    (select jsonb_agg(jsonb_build_object('currency', t.currency, 'minor', t.minor::text) order by t.currency) from (
      select p.currency, sum(p.amount) as minor from ledger.postings p where p.company_id = $1 and p.entry_id = e.id
        and case when $2::text is null then p.amount > 0 else p.account = $2 end group by p.currency) t) as amounts
  from page join ledger.entries e on e.company_id = $1 and e.id = page.id order by e.event_day desc, e.id desc`
const allSql = sqlOf(pageOfAll)
const accountSql = sqlOf(pageOfAccount)

/** Entries, newest day first, in pages: `next` of one page is `before` of the following one. */
export const entries = defineQuery({
  name: 'ledger.entries',
  summary: 'Entries, newest first, of all accounts or one',
  who: readers,
  input: z.strictObject({
    account: accountInput.optional(),
    before: z.strictObject({ eventDay: dayInput, entry: idInput('ent') }).optional(),
    limit: z.int().min(1).max(largestPage).default(50),
  }),
  async read(tx, { account, before, limit }) {
    const { eventDay, entry } = before ?? { eventDay: 'infinity', entry: '' }
    const sql = account === undefined ? allSql : accountSql
    const rows = await tx.rows<Row>(sql, [tx.company, account ?? null, eventDay, entry, limit + 1])
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1) : undefined
    return {
      entries: page.map(({ id, event_day, posted_at, description, source, reverses, reversed_by, amounts }) => ({
        entry: id,
        eventDay: event_day,
        postedAt: posted_at,
        description,
        source,
        amounts: (amounts ?? []).map(({ currency, minor }) => printMoney(money(BigInt(minor), currency))),
        ...(reverses === null ? {} : { reverses }),
        ...(reversed_by === null ? {} : { reversedBy: reversed_by }),
      })),
      ...(last ? { next: { eventDay: last.event_day, entry: last.id } } : {}),
    }
  },
})

export const entry = defineQuery({
  name: 'ledger.entry',
  summary: 'One entry with all its postings',
  who: readers,
  input: z.strictObject({ entry: idInput('ent') }),
  async read(tx, { entry: id }) {
    const found = await readEntry(tx, id)
    return isRefusal(found) ? found : printable(found)
  },
})

function printable({ id, postings, ...rest }: KeptEntry) {
  return {
    entry: id,
    ...rest,
    postings: postings.map(({ amount, book, ...more }) => ({
      ...more,
      amount: printMoney(amount),
      ...(book ? { book: printMoney(book) } : {}),
    })),
  }
}
