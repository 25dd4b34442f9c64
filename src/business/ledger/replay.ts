import { isCurrency, type Money, parseAmount } from '#kernel'
import { logLines, type ReadTx } from '#store'
import { type EntryPosted, entryPosted } from './entry.ts'

type Difference = { readonly account: string; readonly currency: string; readonly what: string }
export type Replay = { readonly ok: boolean; readonly entries: number; readonly differences: readonly Difference[] }

const storedSql = `select coalesce(b.account, p.account) as account, coalesce(b.currency, p.currency) as currency
  from (select * from ledger.balances where company_id = $1) b
  full join (select account, currency, sum(amount) as amount, sum(book_amount) as book from ledger.postings
    where company_id = $1 group by account, currency) p on p.account = b.account and p.currency = b.currency
  where coalesce(b.posted, 0) <> coalesce(p.amount, 0) or coalesce(b.book_posted, 0) <> coalesce(p.book, 0)`

const pendingSql = `select coalesce(b.account, r.account) as account, coalesce(b.currency, r.currency) as currency
  from (select * from ledger.balances where company_id = $1) b
  full join (
    select account, currency, sum(inward) as inward, sum(outward) as outward from (
      select debit as account, currency, amount as inward, 0 as outward from ledger.reservations
      where company_id = $1 and state = 'pending'
      union all
      select credit, currency, 0, amount from ledger.reservations where company_id = $1 and state = 'pending'
    ) s group by account, currency) r on r.account = b.account and r.currency = b.currency
  where coalesce(b.pending_in, 0) <> coalesce(r.inward, 0) or coalesce(b.pending_out, 0) <> coalesce(r.outward, 0)`

const unbalancedSql = `select entry_id as account, currency from ledger.postings where company_id = $1
  group by entry_id, currency having sum(amount) <> 0
  union all
  select entry_id, book_currency from ledger.postings where company_id = $1
  group by entry_id, book_currency having sum(book_amount) <> 0`

const balancesSql = `select account, currency, posted::text as posted, book_posted::text as book
  from ledger.balances where company_id = $1`

type Where = { account: string; currency: string }

/** Rebuilds every balance from the postings, from the reservations and from the facts in the log, and compares. */
export async function replayBalances(tx: ReadTx): Promise<Replay> {
  const found = async (sql: string, what: string): Promise<Difference[]> =>
    (await tx.rows<Where>(sql, [tx.company])).map((where) => ({ ...where, what }))
  const fromLog = await replayLog(tx)
  const differences = [
    ...(await found(storedSql, 'stored balance and postings differ')),
    ...(await found(pendingSql, 'stored pending amounts and reservations differ')),
    ...(await found(unbalancedSql, 'the entry does not sum to zero')),
    ...(await againstLog(tx, fromLog.sums)),
  ]
  return { ok: differences.length === 0, entries: fromLog.entries, differences }
}

type Sums = Map<string, { posted: bigint; book: bigint }>

async function replayLog(tx: ReadTx): Promise<{ entries: number; sums: Sums }> {
  const sums: Sums = new Map()
  let entries = 0
  for await (const line of logLines(tx)) {
    if (line.type !== entryPosted.type) continue
    entries++
    for (const { account, amount, book = amount } of (JSON.parse(line.body) as EntryPosted).postings) {
      const { minor, currency } = amountIn(amount)
      const key = `${account} ${currency}`
      const { posted, book: before } = sums.get(key) ?? { posted: 0n, book: 0n }
      sums.set(key, { posted: posted + minor, book: before + amountIn(book).minor })
    }
  }
  return { entries, sums }
}

async function againstLog(tx: ReadTx, sums: Sums): Promise<Difference[]> {
  const stored = await tx.rows<Where & { posted: string; book: string }>(balancesSql, [tx.company])
  const held = new Map(
    stored.map(({ account, currency, posted, book }) => [`${account} ${currency}`, `${posted} ${book}`]),
  )
  return [...new Set([...sums.keys(), ...held.keys()])]
    .filter((key) => {
      const { posted, book } = sums.get(key) ?? { posted: 0n, book: 0n }
      return (held.get(key) ?? '0 0') !== `${posted} ${book}`
    })
    .map((key) => {
      const [account = '', currency = ''] = key.split(' ')
      return { account, currency, what: 'stored balance and company log differ' }
    })
}

function amountIn(text: string): Money {
  const [amount = '', code = ''] = text.split(' ')
  const parsed = isCurrency(code) ? parseAmount(amount, code) : undefined
  if (!parsed) throw new Error(`the log holds ${text} where an amount should be`)
  return parsed
}
