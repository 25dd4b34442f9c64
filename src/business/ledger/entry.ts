import { canonicalJson, type Day, dayInput, defineEvent, type Id, type Money, moneyInput, printMoney } from '#kernel'
import { z } from 'zod'
import { accountInput, type AccountName } from './account.ts'
import { lineText } from './line-text.ts'

const maxPostings = 1_000
/** 10^17 minor units: a thousand million million euros. What is more is a mistake, and sums stay within 64 bits. */
const maxMinorUnits = 10n ** 17n

export const amountInput = moneyInput.refine(
  ({ minor }) => minor <= maxMinorUnits && minor >= -maxMinorUnits,
  'the amount is larger than books can hold',
)

export const rateInput = z
  .strictObject({
    value: z.string().regex(/^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/, 'a rate is a positive decimal, 0.92'),
    source: z.string().min(1).max(64),
    day: dayInput,
  })
  .meta({ description: 'units of the books’ currency for one unit of the amount’s, where it is from, and its day' })

const postingInput = z.strictObject({
  account: accountInput,
  amount: amountInput.meta({ description: 'debit positive, credit negative' }),
  /** In the currency of the books; needed with a rate when `amount` is in another one. */
  book: amountInput.optional(),
  rate: rateInput.optional(),
  taxCode: z.string().min(1).max(32).optional(),
  party: z.string().min(1).max(64).optional(),
  document: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a document is named by its SHA-256')
    .optional(),
})

const postingsInput = z
  .array(postingInput)
  .min(2)
  .max(maxPostings)
  .refine((postings) => postings.every(isConverted), 'an amount in another currency needs both book and rate')

export const entryInput = z.strictObject({
  eventDay: dayInput.meta({ description: 'when it happened; decides the period' }),
  description: lineText(500),
  source: lineText(200).meta({ description: 'what caused it, room:id', examples: ['invoicing:inv_…'] }),
  document: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a document is named by its SHA-256')
    .optional(),
  /** Adjustments may still be made in a month that is soft-locked. */
  adjusting: z.boolean().optional(),
  postings: postingsInput,
})

/** One line of an entry as callers write it: amounts as text, debit positive. */
export type PostingInput = z.input<typeof postingInput>
export type Posting = z.output<typeof postingInput>
export type Entry = z.output<typeof entryInput>
export type EntryId = Id<'ent'>

type PostingRecord = {
  account: AccountName
  amount: string
  book?: string
  rate?: { value: string; source: string; day: Day }
  taxCode?: string
  party?: string
  document?: string
}
export type EntryPosted = {
  entry: string
  eventDay: Day
  description: string
  source: string
  document?: string
  reverses?: string
  settles?: string
  postings: PostingRecord[]
}
export const entryPosted = defineEvent<EntryPosted>('ledger.entry-posted')

export type EntryLinks = { readonly reverses?: EntryId; readonly settles?: Id<'rsv'> }

/** What the posting function is given for one entry; `body` is the fact for the company log. */
export function entryItem(id: EntryId, entry: Entry, links: EntryLinks = {}): Record<string, unknown> {
  const { eventDay, description, source, document, adjusting = false, postings } = entry
  const body: EntryPosted = {
    entry: id,
    eventDay,
    description,
    source,
    ...(document === undefined ? {} : { document }),
    ...links,
    postings: postings.map(postingRecord),
  }
  return {
    id,
    day: eventDay,
    description,
    source,
    document: document ?? '',
    reverses: links.reverses ?? '',
    settles: links.settles ?? '',
    adjusting,
    postings: postings.map(postingRow),
    body: canonicalJson(body),
  }
}

function postingRow({ account, amount, book, rate, taxCode, party, document }: Posting): Record<string, unknown> {
  return {
    account,
    currency: amount.currency,
    amount: amount.minor.toString(),
    book_amount: book?.minor.toString(),
    book_currency: book?.currency,
    rate: rate?.value,
    rate_source: rate?.source,
    rate_day: rate?.day,
    tax_code: taxCode,
    party,
    document,
  }
}

function postingRecord({ amount, book, ...rest }: Posting): PostingRecord {
  return { ...withoutUndefined(rest), amount: printMoney(amount), ...(book ? { book: printMoney(book) } : {}) }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as never
}

function isConverted({ amount, book, rate }: { amount: Money; book?: Money | undefined; rate?: unknown }): boolean {
  if (!book) return rate === undefined
  return book.currency === amount.currency || rate !== undefined
}
