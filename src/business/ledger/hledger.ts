import { type Currency, exponentOf, type Money, printAmount, printMoney } from '#kernel'
import type { ReadTx } from '#store'
import type { AccountName, AccountType } from './account.ts'
import type { Posting } from './entry.ts'
import { type KeptEntry, readEntries } from './read-entry.ts'

const pageSize = 500

type Named = { readonly account: AccountName; readonly name: string; readonly type: AccountType }

/**
 * The books as an hledger journal, oldest first, in pieces. Accounts and commodities are declared, so that
 * `hledger check --strict` accepts it; ids, sources and document hashes are tags.
 */
export async function* hledgerJournal(tx: ReadTx): AsyncGenerator<string> {
  const accounts = await tx.rows<Named>(
    'select account, name, type from ledger.accounts where company_id = $1 order by account collate "C"',
    [tx.company],
  )
  const currencies = await tx.rows<{ currency: Currency }>(
    `select currency from ledger.books where company_id = $1
     union select distinct currency from ledger.postings where company_id = $1 order by 1`,
    [tx.company],
  )
  yield `; Books of ${tx.company}, exported at ${tx.at}\ndecimal-mark .\n\n`
  yield currencies.map(({ currency }) => `commodity ${sample(currency)} ${currency}\n`).join('')
  yield accounts.map((it) => `account ${hledgerName(it)}  ; type:${letters[it.type]}, ${safe(it.name)}\n`).join('')
  const names = new Map(accounts.map((it) => [it.account, hledgerName(it)]))
  for await (const page of entryPages(tx)) yield page.map((entry) => transaction(entry, names)).join('')
}

const letters: Readonly<Record<AccountType, string>> = {
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  expense: 'X',
}

/** `expense.software` → `expenses:software`, `bank:main` → `assets:bank:main`. */
export function hledgerName({ account, type }: Pick<Named, 'account' | 'type'>): string {
  if (type === 'expense') return `expenses:${account.replace(/^expense\./, '')}`
  if (type === 'equity') return `equity:${account.replace(/^equity\./, '')}`
  if (type === 'income')
    return account.startsWith('revenue.') ? `revenues:${account.slice(8)}` : `income:${account.slice(7)}`
  return type === 'asset' ? `assets:${account}` : `liabilities:${account}`
}

/** How amounts of a commodity look: `1000.00`, and `1000.` where there are no decimals. */
function sample(currency: Currency): string {
  return `1000.${'0'.repeat(exponentOf(currency))}`
}

async function* entryPages(tx: ReadTx): AsyncGenerator<KeptEntry[]> {
  for (let [day, last] = ['-infinity', '']; ;) {
    const ids = await tx.rows<{ id: string }>(
      `select id from ledger.entries where company_id = $1 and (event_day, id) > ($2::date, $3)
       order by event_day, id limit ${pageSize}`,
      [tx.company, day, last],
    )
    const page = await readEntries(
      tx,
      ids.map(({ id }) => id),
    )
    yield page
    const end = page.at(-1)
    if (!end || page.length < pageSize) return
    ;[day, last] = [end.eventDay, end.id]
  }
}

function transaction(entry: KeptEntry, names: ReadonlyMap<AccountName, string>): string {
  const { id, eventDay, description, source, document, reverses, settles } = entry
  const tags = { source, document, reverses, settles, posted: entry.postedAt }
  const lines = entry.postings.map(
    (it) => `    ${names.get(it.account) ?? it.account}  ${amountOf(it.amount)}${postingTags(it)}\n`,
  )
  return `\n${eventDay} * (${id}) ${safe(description)}\n    ; entry:${id}${printTags(tags)}\n${lines.join('')}`
}

function amountOf(amount: Money): string {
  return `${printAmount(amount)} ${amount.currency}`
}

function postingTags({ book, rate, taxCode, party, document }: Posting): string {
  const tags = printTags({
    book: book && printMoney(book),
    rate: rate?.value,
    rate_source: rate?.source,
    tax: taxCode,
    party,
    document,
  })
  return tags === '' ? '' : `  ;${tags.slice(1)}`
}

function printTags(tags: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(tags)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => `, ${name}:${safe(value)}`)
    .join('')
}

/** `;` begins a comment, `,` ends a tag and brackets hold dates: they are written as their full-width twins. */
function safe(text: string): string {
  return text.replace(/[;,[\]]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0))
}
