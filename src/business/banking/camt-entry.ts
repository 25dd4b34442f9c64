import { type Day, type Money, negate, refuse, Refused, sum } from '#kernel'
import { childAt, childrenNamed, textAt, type XmlElement } from '#xml'
import { bankCodeOf, paymentOf, type PaymentView, referenceAt } from './camt-payment.ts'
import { amountOf, dayAt, present, refusePart, signedAmount } from './camt-values.ts'
import type { BatchedPayment, LineStatus, StatementHeader, StatementLine } from './statement.ts'

export type EntryPlace = { readonly statement: StatementHeader; readonly entry: number; readonly firstIndex: number }

/** What all lines of one entry share. */
type Entry = Pick<
  StatementLine,
  'entry' | 'fileLine' | 'bookingDay' | 'valueDay' | 'amount' | 'status' | 'reversal' | 'bankReference' | 'bankCode'
> & { readonly element: XmlElement; readonly view: PaymentView }

/** `FUTR` is a booking announced for a later day: it is as open as a pending one. */
const statuses: ReadonlyMap<string, LineStatus> = new Map([
  ['BOOK', 'booked'],
  ['PDNG', 'pending'],
  ['FUTR', 'pending'],
  ['INFO', 'information'],
])

/**
 * The lines of one `Ntry`. An entry of several payments is split into one line for each when the bank gives every
 * payment an amount in the account's currency and these add up to the entry exactly. Otherwise it stays one line with
 * the payments in `batch`. Either way the lines add up to the entry.
 */
export function linesOf(element: XmlElement, place: EntryPlace): StatementLine[] {
  const entry = entryOf(element, place)
  const details = childrenNamed(element, 'NtryDtls').flatMap((part) => childrenNamed(part, 'TxDtls'))
  if (details.length < 2) return [lineOf(entry, details[0], { index: place.firstIndex })]
  const amounts = details.map((detail) => detailAmount(detail, entry))
  const known = amounts.filter((amount) => amount !== undefined)
  const exact = known.length === details.length && sum(known, entry.amount.currency).minor === entry.amount.minor
  if (exact) {
    return details.map((detail, i) => lineOf(entry, detail, { index: place.firstIndex + i, amount: known[i] }))
  }
  const batch = details.map((detail, i) =>
    present<BatchedPayment>({ ...paymentOf(detail, entry.view), amount: amounts[i] }),
  )
  return [{ ...lineOf(entry, undefined, { index: place.firstIndex }), batch }]
}

function entryOf(element: XmlElement, { statement, entry }: EntryPlace): Entry {
  const refuseIt = (reason: string): never => refuseEntry(entry, element.line, reason)
  const stated = childAt(element, 'Amt')?.attributes.get('Ccy') ?? statement.currency
  if (stated !== statement.currency) throw new Refused(otherCurrency(entry, element.line, stated, statement))
  const amount = signedAmount(element, statement.currency, refuseIt)
  const status = textAt(element, 'Sts', 'Cd') ?? textAt(element, 'Sts') ?? 'missing'
  const { bookingDay, valueDay } = daysOf(element) ?? refuseIt('it has no booking or value date that exists')
  const reversal = ['true', '1'].includes(textAt(element, 'RvslInd') ?? '')
  return {
    element,
    entry,
    fileLine: element.line,
    bookingDay,
    valueDay,
    amount,
    status: statuses.get(status) ?? refuseIt(`its status is ${status}; it must be BOOK, PDNG, FUTR or INFO`),
    reversal,
    bankCode: bankCodeOf(element),
    view: { statement, credit: textAt(element, 'CdtDbtInd') === 'CRDT', reversal },
    ...present<Pick<Entry, 'bankReference'>>({ bankReference: bankReferenceOf(element) }),
  }
}

function lineOf(
  entry: Entry,
  details: XmlElement | undefined,
  own: { index: number; amount?: Money | undefined },
): StatementLine {
  const { element, view, ...shared } = entry
  const code = details && bankCodeOf(details)
  const notes = [details && textAt(details, 'AddtlTxInf'), textAt(element, 'AddtlNtryInf')]
  return present<StatementLine>({
    ...shared,
    ...paymentOf(details, view),
    index: own.index,
    amount: own.amount ?? entry.amount,
    bankReference: referenceAt(details, 'Refs', 'AcctSvcrRef') ?? entry.bankReference,
    bankCode: code && Object.keys(code).length > 0 ? code : entry.bankCode,
    bankNote: notes.filter((note) => note !== undefined).join(' ') || undefined,
    batch: [],
  })
}

/** A pending entry has often only one of the two days. */
function daysOf(element: XmlElement): { bookingDay: Day; valueDay: Day } | undefined {
  const booking = dayAt(element, 'BookgDt')
  const value = dayAt(element, 'ValDt')
  if (!booking && childAt(element, 'BookgDt')) return undefined
  const day = booking ?? value
  return day && { bookingDay: day, valueDay: value ?? day }
}

/** `NtryRef` counts only when it can identify: many banks number the entries of a file there, from 1. */
function bankReferenceOf(element: XmlElement): string | undefined {
  const entryReference = referenceAt(element, 'NtryRef')
  const counter = entryReference === undefined || /^\d{1,6}$/.test(entryReference)
  return referenceAt(element, 'AcctSvcrRef') ?? (counter ? undefined : entryReference)
}

/** Signed by its own indicator, else by the entry's; undefined when it is not given in the account's currency. */
function detailAmount(detail: XmlElement, entry: Entry): Money | undefined {
  const { currency } = entry.amount
  const amt = [childAt(detail, 'Amt'), childAt(detail, 'AmtDtls', 'TxAmt', 'Amt')].find(
    (candidate) => candidate?.attributes.get('Ccy') === currency,
  )
  if (!amt) return undefined
  const size = amountOf(amt, currency, (reason) => refuseEntry(entry.entry, amt.line, reason))
  const direction = textAt(detail, 'CdtDbtInd')
  const credit = direction === undefined ? entry.view.credit : direction === 'CRDT'
  return credit ? size : negate(size)
}

function refuseEntry(entry: number, line: number, reason: string): never {
  return refusePart('camt-bad-entry', `entry ${entry + 1} cannot be read`, line, reason)
}

function otherCurrency(
  entry: number,
  line: number,
  stated: string,
  { currency }: StatementHeader,
): ReturnType<typeof refuse> {
  return refuse('camt-other-currency', {
    message: `entry ${entry + 1} (line ${line} of the file) is in ${stated}, but the account is in ${currency}`,
    fix: 'ask the bank for a file in which entries are in the currency of the account',
    facts: { line, entry: entry + 1, currency: stated, accountCurrency: currency },
  })
}
