import { add, type Currency, type Day, type Instant, type Money, money, subtract } from '#kernel'

/** What a bank says about one account over some days. Its lines follow one by one: there may be any number. */
export type StatementHeader = {
  /** The bank's name for the statement (`Stmt/Id`). */
  readonly id: string
  readonly electronicNumber?: string
  readonly legalNumber?: string
  readonly account: StatementAccount
  readonly currency: Currency
  readonly created?: Instant
  readonly from?: Day
  readonly to?: Day
  readonly opening?: Balance
  readonly closing?: Balance
}

/** Without blanks, upper case. A bank outside the IBAN area gives another number. */
export type StatementAccount = { readonly iban: string } | { readonly other: string }

/** A credit balance is positive, an overdraft negative. */
export type Balance = { readonly amount: Money; readonly day: Day }

/** Only booked lines move the balance; `information` is a mention without a movement. */
export type LineStatus = 'booked' | 'pending' | 'information'

export type Counterparty = { readonly name?: string; readonly iban?: string; readonly account?: string }

/** ISO 20022 domain, family and sub-family (`PMNT`, `RCDT`, `ESCT`), or the bank's own code. */
export type BankCode = {
  readonly domain?: string
  readonly family?: string
  readonly subFamily?: string
  readonly proprietary?: string
}

/** What is known of one payment. */
export type PaymentFacts = {
  /** The payer's own reference, carried through; absent when the payer gave none. */
  readonly endToEndId?: string
  /** Free remittance text, its parts joined with a blank; empty when there is none. */
  readonly remittance: string
  /** Structured creditor reference, such as `RF18539007547034`. */
  readonly creditorReference?: string
  readonly counterparty: Counterparty
}

/** A payment inside a batch line. Its amount is signed like the line's, and absent when the bank gave none. */
export type BatchedPayment = PaymentFacts & { readonly amount?: Money }

export type StatementLine = PaymentFacts & {
  /** From 0, within the statement. */
  readonly index: number
  /** Which of the bank's entries this is, from 0: lines split from one batch share it. */
  readonly entry: number
  /** Where the entry stands in the file, from 1. */
  readonly fileLine: number
  readonly bookingDay: Day
  readonly valueDay: Day
  /** Positive: money came in. Negative: money went out. */
  readonly amount: Money
  readonly status: LineStatus
  /** True when the bank takes back an earlier booking; the amount already has the direction of this one. */
  readonly reversal: boolean
  readonly bankReference?: string
  readonly bankCode: BankCode
  /** The bank's own words about the line, apart from the payer's. */
  readonly bankNote?: string
  /** The payments of a batch that could not be split exactly; otherwise empty. */
  readonly batch: readonly BatchedPayment[]
}

/** Sum of the booked lines, kept while they stream by. */
export type BookedTotal = { readonly lines: number; readonly total: Money }

export function nothingBooked(currency: Currency): BookedTotal {
  return { lines: 0, total: money(0n, currency) }
}

export function countLine(so: BookedTotal, line: StatementLine): BookedTotal {
  return { lines: so.lines + 1, total: line.status === 'booked' ? add(so.total, line.amount) : so.total }
}

/**
 * Closing balance less opening balance less booked lines: zero when the statement holds together. Anything else
 * means that lines are missing or doubled, and the statement must be quarantined with this difference shown.
 * Undefined when the bank gave no opening or no closing balance: then nothing is proved.
 */
export function balanceDifference({ opening, closing }: StatementHeader, booked: Money): Money | undefined {
  return opening && closing && subtract(subtract(closing.amount, opening.amount), booked)
}
