import { type Id, isZero, type Money, negate, printMoney, subtract } from '#kernel'

/** A line as the matcher sees it. */
export type MatchableLine = {
  readonly amount: Money
  readonly text: string
  readonly reference: string
  readonly counterparty: string
  readonly iban: string
  readonly bankCode: string
}

/** An invoice or a bill with money still owed; `iban` is what we know of the other side's account. */
export type OpenItem<Kind extends string> = {
  readonly id: Id<Kind>
  readonly number: string
  readonly open: Money
  readonly name: string
  readonly iban: string
}

export type OpenItems = { readonly invoices: readonly OpenItem<'inv'>[]; readonly bills: readonly OpenItem<'bil'>[] }

/** What a line is for, with the signs that say so; `unknown` waits for a person. */
export type Match =
  | {
      readonly kind: 'invoice'
      readonly id: Id<'inv'>
      readonly number: string
      readonly score: number
      readonly signs: readonly string[]
    }
  | {
      readonly kind: 'bill'
      readonly id: Id<'bil'>
      readonly number: string
      readonly score: number
      readonly signs: readonly string[]
    }
  | { readonly kind: 'fee'; readonly signs: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string }

const points = { number: 60, wholeAmount: 30, partAmount: 5, account: 25, name: 15 }
/** Enough to post without a person: the document's number, or amount, account and name together. */
const enough = 60
/** Two items this close to each other are a question. */
const tooClose = 10

/** Deterministic: the same line and the same open items always match the same way. */
export function matchLine(line: MatchableLine, { invoices, bills }: OpenItems): Match {
  if (isZero(line.amount)) return { kind: 'unknown', why: 'The line is over nothing.' }
  if (line.amount.minor > 0n)
    return best(line, { items: invoices, amount: line.amount, kind: 'invoice', what: 'invoice' })
  const toBill = best(line, { items: bills, amount: negate(line.amount), kind: 'bill', what: 'bill' })
  return toBill.kind === 'unknown' && isFee(line) ? { kind: 'fee', signs: [`bank code ${line.bankCode}`] } : toBill
}

type Search<Kind extends string> = {
  items: readonly OpenItem<Kind>[]
  amount: Money
  kind: 'invoice' | 'bill'
  what: string
}
type Scored<Kind extends string> = { item: OpenItem<Kind>; score: number; signs: string[] }

function best<Kind extends string>(line: MatchableLine, { items, amount, kind, what }: Search<Kind>): Match {
  const scored = items.flatMap((item) => scoreOf(line, item, amount) ?? []).sort((a, b) => b.score - a.score)
  const [first, second] = scored
  if (!first || first.score < enough)
    return { kind: 'unknown', why: nothingFits(line, what, overpaid(line, items, amount)) }
  if (second && first.score - second.score < tooClose) {
    return { kind: 'unknown', why: `It fits ${first.item.number} and ${second.item.number} about as well.` }
  }
  const { item, score, signs } = first
  return { kind, id: item.id, number: item.number, score, signs } as Match
}

function scoreOf<Kind extends string>(
  line: MatchableLine,
  item: OpenItem<Kind>,
  amount: Money,
): Scored<Kind> | undefined {
  if (item.open.currency !== amount.currency || amount.minor > item.open.minor) return undefined
  const whole = amount.minor === item.open.minor
  if (!whole && isOfAnother(line, item)) return undefined
  const signs: [boolean, number, string][] = [
    [names(line, item.number), points.number, `names ${item.number}`],
    [whole, points.wholeAmount, `exactly the open ${printMoney(item.open)}`],
    [!whole, points.partAmount, `a part of the open ${printMoney(item.open)}`],
    [line.iban !== '' && line.iban === item.iban, points.account, 'from the account on file'],
    [sameName(line.counterparty, item.name), points.name, `name ${item.name}`],
  ]
  const spoke = signs.filter(([holds]) => holds)
  return { item, score: spoke.reduce((sum, [, weight]) => sum + weight, 0), signs: spoke.map(([, , sign]) => sign) }
}

/** Part of a sum from somebody else: numbers are mistyped, and a stranger's part proves nothing. */
function isOfAnother(line: MatchableLine, item: OpenItem<string>): boolean {
  if (line.iban !== '' && item.iban !== '') return line.iban !== item.iban && !sameName(line.counterparty, item.name)
  return line.counterparty !== '' && !sameName(line.counterparty, item.name)
}

/** The number as a whole: QI-2026-0001 is not named by QI-2026-00012, however the bank spaces it. */
function names({ text, reference }: MatchableLine, number: string): boolean {
  const wanted = letters(number)
  if (wanted.length < 4) return false
  return [text, reference].some((where) => {
    const found = letters(where)
    for (let at = found.indexOf(wanted); at >= 0; at = found.indexOf(wanted, at + 1)) {
      if (!/\d/.test(found.charAt(at + wanted.length))) return true
    }
    return false
  })
}

function overpaid<Kind extends string>(
  line: MatchableLine,
  items: readonly OpenItem<Kind>[],
  amount: Money,
): string | undefined {
  const named = items.find(
    (item) => item.open.currency === amount.currency && amount.minor > item.open.minor && names(line, item.number),
  )
  return named && `It names ${named.number} but is ${printMoney(subtract(amount, named.open))} more than is open.`
}

function nothingFits({ counterparty, text }: MatchableLine, what: string, overpayment: string | undefined): string {
  return overpayment ?? `No open ${what} fits "${[counterparty, text].filter(Boolean).join(': ').slice(0, 120)}".`
}

/** ISO 20022 names charges in the sub-family; banks without it say so in a code of their own. */
function isFee({ bankCode, iban }: MatchableLine): boolean {
  return iban === '' && /(^|[/+])(CHRG|COMM|FEES)($|[/+])/.test(bankCode)
}

function sameName(a: string, b: string): boolean {
  const [one, two] = [letters(a), letters(b)]
  return one.length >= 4 && two.length >= 4 && (one.startsWith(two) || two.startsWith(one))
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
