import { type Currency, type Instant, isCurrency, parseInstant, refuse, Refused } from '#kernel'
import { childAt, textAt, type XmlElement } from '#xml'
import { accountAt, dayAt, present, refusePart, signedAmount } from './camt-values.ts'
import type { Balance, StatementAccount, StatementHeader } from './statement.ts'

/** The parts of a `Stmt` other than its entries, as they come. */
export type StatementHead = {
  readonly line: number
  readonly parts: Map<string, XmlElement>
  readonly balances: XmlElement[]
}

/** A bank gives a handful: opening, closing, available, a few forward. */
const maxBalances = 500

export function emptyHead(line: number): StatementHead {
  return { line, parts: new Map(), balances: [] }
}

export function addToHead(head: StatementHead, part: XmlElement): void {
  if (part.name !== 'Bal') {
    if (headParts.has(part.name)) head.parts.set(part.name, part)
    return
  }
  if (head.balances.length >= maxBalances) refuseStatement(head, `more than ${maxBalances} balances`)
  head.balances.push(part)
}

const headParts: ReadonlySet<string> = new Set(['Id', 'ElctrncSeqNb', 'LglSeqNb', 'CreDtTm', 'FrToDt', 'Acct'])

export function headerOf(head: StatementHead): StatementHeader {
  const text = (name: string): string | undefined => head.parts.get(name)?.text.trim() || undefined
  const period = head.parts.get('FrToDt')
  const currency = currencyOf(head)
  return present<StatementHeader>({
    id: text('Id') ?? refuseStatement(head, 'it has no Id'),
    electronicNumber: text('ElctrncSeqNb'),
    legalNumber: text('LglSeqNb'),
    account: accountOf(head),
    currency,
    created: instantOf(text('CreDtTm')),
    from: period && dayAt(period, 'FrDtTm'),
    to: period && dayAt(period, 'ToDtTm'),
    opening: balanceOf(head, currency, 'OPBD') ?? balanceOf(head, currency, 'PRCD'),
    closing: balanceOf(head, currency, 'CLBD'),
  })
}

/** A time that the bank wrote without a zone is taken as UTC. */
function instantOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : (parseInstant(text) ?? parseInstant(`${text}Z`))
}

function accountOf(head: StatementHead): StatementAccount {
  const account = head.parts.get('Acct')
  const { iban, other } = account ? accountAt(account) : {}
  if (iban !== undefined) return { iban }
  return other === undefined ? refuseStatement(head, 'it does not say of which account it is') : { other }
}

function currencyOf(head: StatementHead): Currency {
  const account = head.parts.get('Acct')
  const [balance] = head.balances
  const code = (account && textAt(account, 'Ccy')) ?? (balance && childAt(balance, 'Amt')?.attributes.get('Ccy'))
  if (code !== undefined && isCurrency(code)) return code
  return refuseStatement(head, code === undefined ? 'it names no currency' : `${code} is not a currency of ISO 4217`)
}

function balanceOf(head: StatementHead, currency: Currency, code: string): Balance | undefined {
  const balance = head.balances.find((bal) => textAt(bal, 'Tp', 'CdOrPrtry', 'Cd') === code)
  if (!balance) return undefined
  const refuseIt = (reason: string): never => refuseStatement(head, `its balance ${code}: ${reason}`, balance.line)
  const stated = childAt(balance, 'Amt')?.attributes.get('Ccy') ?? currency
  if (stated !== currency) {
    const message = `the balance ${code} is in ${stated}, but the account is in ${currency}`
    const fix = 'ask the bank for a file in which balances are in the currency of the account'
    throw new Refused(refuse('camt-other-currency', { message, fix, facts: { line: balance.line, currency: stated } }))
  }
  const amount = signedAmount(balance, currency, refuseIt)
  return { amount, day: dayAt(balance, 'Dt') ?? refuseIt('it has no date') }
}

function refuseStatement(head: StatementHead, reason: string, line = head.line): never {
  return refusePart('camt-bad-statement', 'the statement cannot be read', line, reason)
}
