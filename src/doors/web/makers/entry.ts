import { readUbl } from '#invoicing'
import { isRefusal, type Refusal } from '#kernel'
import { entry, reverseEntry } from '#ledger'
import { type CompanyInFigures, type LoggedFact, postingFact } from '#portfolio'
import { readBlob, type ReadTx } from '#store'
import { formatDay, formatMoney } from '../format.ts'
import { paths } from '../paths.ts'
import type { EntryView, PostingRow } from '../views/books.ts'
import { accountName } from './account-name.ts'
import type { Visit } from '../routes/options.ts'
import { actOf, companyShell, headOf } from '../routes/shell.ts'
import { ownMoney, readable } from './words.ts'

type Found = Exclude<Awaited<ReturnType<typeof entry.read>>, Refusal>

/** One entry with both sides, the document behind it, and who posted it. */
export async function entryView(visit: Visit, figures: CompanyInFigures, id: string): Promise<EntryView | Refusal> {
  const { company } = figures
  const { store } = visit.installation
  const found = await store.ask(company.id, entry, { entry: id })
  if (isRefusal(found)) return found
  const { fact, source } = await store.read(company.id, async (tx) => ({
    fact: await postingFact(tx, id),
    source: await sourceOf(tx, found, company.slug),
  }))
  const text = readable(found.description)
  const { slug } = company
  const reversal = reversalOf(found, slug)
  return {
    shell: companyShell(visit, company, { title: text, above: [{ text: 'Books', href: paths.books(slug) }] }),
    company: headOf(figures),
    id,
    date: found.eventDay,
    text,
    state: found.reversedBy === undefined ? { tone: 'good', text: 'posted' } : { tone: 'neutral', text: 'reversed' },
    postings: found.postings.map((posting) => postingRow(slug, posting)),
    ...(source ? { source } : {}),
    postedBy: postedBy(slug, found, fact),
    ...(found.document === undefined ? {} : { digest: found.document }),
    ...(reversal ? { reversal } : {}),
    ...(found.reversedBy === undefined && found.reverses === undefined ? { reverse: reverseAct(visit, slug, id) } : {}),
  }
}

function postingRow(slug: string, { account, amount: printed }: Found['postings'][number]): PostingRow {
  const amount = ownMoney(printed)
  const side = amount.minor < 0n ? { credit: { ...amount, minor: -amount.minor } } : { debit: amount }
  return { code: account, account: accountName(account), href: paths.account(slug, account), ...side }
}

function postedBy(slug: string, { postedAt }: Found, fact: LoggedFact | undefined): EntryView['postedBy'] {
  const run = fact?.cause.startsWith('run:') ? fact.cause.slice('run:'.length) : undefined
  return {
    actor: fact?.actor.split(':').at(-1) ?? 'kontor',
    command: fact?.command ?? 'ledger.post-entry',
    at: fact?.at ?? postedAt,
    ...(run === undefined ? {} : { run: paths.run(slug, run) }),
  }
}

function reversalOf({ reverses, reversedBy }: Found, slug: string): EntryView['reversal'] {
  if (reversedBy !== undefined) return { text: 'It was reversed by another entry', href: paths.entry(slug, reversedBy) }
  if (reverses !== undefined) return { text: 'It reverses another entry', href: paths.entry(slug, reverses) }
  return undefined
}

function reverseAct(visit: Visit, company: string, id: string) {
  return actOf(visit, {
    label: 'Reverse this entry',
    command: reverseEntry,
    company,
    input: { entry: id },
    asks: [{ name: 'reason', label: 'Why is it reversed? Both entries stay in the books.', kind: 'line' }],
  })
}

/** The stored file behind the entry; of an e-invoice the few lines that matter. */
async function sourceOf(tx: ReadTx, { document }: Found, slug: string): Promise<EntryView['source']> {
  const blob = document === undefined ? undefined : await readBlob(tx, document)
  if (!blob || document === undefined) return undefined
  const invoice = /xml/.test(blob.contentType) ? readUbl(blob.content) : undefined
  const href = paths.document(slug, document)
  if (!invoice || isRefusal(invoice)) return { text: `The file as it came (${blob.contentType})`, href }
  const { number, issued, due, seller, buyer, lines, totals } = invoice
  const rows = [
    `${number}, ${formatDay(issued)}${due ? `, due ${formatDay(due)}` : ''}`,
    `${seller.name} → ${buyer.name}`,
    ...lines.map((line) => `  ${line.name}  ${formatMoney(line.net)}`),
    `  VAT  ${formatMoney(totals.tax)}`,
    `  Total  ${formatMoney(totals.withTax)}`,
  ]
  return { text: `The e-invoice ${number} (UBL)`, href, preview: rows.join('\n') }
}
