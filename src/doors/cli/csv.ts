import { entries, entry } from '#ledger'
import type { ReadTx } from '#store'

const pageSize = 200
const head = ['day', 'entry', 'description', 'account', 'amount', 'currency', 'book amount', 'tax code', 'source']

/** Every posting as a line of CSV (RFC 4180), newest first. */
export async function* csvOfPostings(tx: ReadTx): AsyncGenerator<string> {
  yield line(head)
  for (let before: { eventDay: string; entry: string } | undefined, more = true; more;) {
    const page = await tx.ask(entries, { before, limit: pageSize })
    for (const { entry: id } of page.entries) yield* linesOf(await tx.ask(entry, { entry: id }))
    before = page.next
    more = before !== undefined
  }
}

type Entry = {
  entry: string
  eventDay: string
  description: string
  source: string
  postings: { account: string; amount: string; book?: string; taxCode?: string | undefined }[]
}

function* linesOf({ entry, eventDay, description, source, postings }: Entry): Generator<string> {
  for (const { account, amount, book = amount, taxCode = '' } of postings) {
    const [value = '', currency = ''] = amount.split(' ')
    yield line([
      eventDay,
      entry,
      plain(description),
      account,
      value,
      currency,
      book.split(' ')[0] ?? '',
      taxCode,
      plain(source),
    ])
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}

/** A text that a spreadsheet would take for a formula is marked as text. */
function plain(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
