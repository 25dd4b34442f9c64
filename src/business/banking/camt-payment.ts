import { childAt, childrenNamed, textAt, type XmlElement } from '#xml'
import { accountAt, present } from './camt-values.ts'
import type { BankCode, Counterparty, PaymentFacts, StatementHeader } from './statement.ts'

/** What banks write where a reference belongs and there is none. */
const noReferences: ReadonlySet<string> = new Set(['NOTPROVIDED', 'NOT PROVIDED', 'NONREF', 'NOTAVAIL', 'NONE'])

/** How the payments of an entry are seen from the account. */
export type PaymentView = { readonly statement: StatementHeader; readonly credit: boolean; readonly reversal: boolean }

/** The facts of one `TxDtls`, or of an entry without any. */
export function paymentOf(details: XmlElement | undefined, view: PaymentView): PaymentFacts {
  return present<PaymentFacts>({
    endToEndId: referenceAt(details, 'Refs', 'EndToEndId'),
    remittance: remittanceOf(details),
    creditorReference: structuredOf(details)
      .map((part) => textAt(part, 'CdtrRefInf', 'Ref'))
      .find((reference) => reference !== undefined),
    counterparty: details ? counterpartyOf(details, view) : {},
  })
}

export function referenceAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const text = element && textAt(element, ...path)
  return text === undefined || noReferences.has(text.toUpperCase()) ? undefined : text
}

export function bankCodeOf(element: XmlElement): BankCode {
  const code = childAt(element, 'BkTxCd')
  if (!code) return {}
  return present<BankCode>({
    domain: textAt(code, 'Domn', 'Cd'),
    family: textAt(code, 'Domn', 'Fmly', 'Cd'),
    subFamily: textAt(code, 'Domn', 'Fmly', 'SubFmlyCd'),
    proprietary: textAt(code, 'Prtry', 'Cd'),
  })
}

/** All that the payer wrote: free text, numbers of the documents paid, further remarks. */
function remittanceOf(details: XmlElement | undefined): string {
  const free = details ? (childAt(details, 'RmtInf')?.children ?? []).filter((part) => part.name === 'Ustrd') : []
  const documents = structuredOf(details).flatMap((part) => childrenNamed(part, 'RfrdDocInf'))
  const numbers = documents.map((document) => textAt(document, 'Nb') ?? '')
  const remarks = structuredOf(details).flatMap((part) => childrenNamed(part, 'AddtlRmtInf'))
  const texts = [...free.map((part) => part.text), ...numbers, ...remarks.map((part) => part.text)]
  return texts.join(' ').replaceAll(/\s+/g, ' ').trim()
}

function structuredOf(details: XmlElement | undefined): readonly XmlElement[] {
  const remittance = details && childAt(details, 'RmtInf')
  return remittance ? childrenNamed(remittance, 'Strd') : []
}

/**
 * Who is on the other side: the debtor of money that came in, the creditor of money that went out. In a reversal the
 * bank keeps the roles of the original payment. A bank that names ourselves there is looked past.
 */
function counterpartyOf(details: XmlElement, { statement, credit, reversal }: PaymentView): Counterparty {
  const [near, far] = credit === reversal ? ['Cdtr', 'Dbtr'] : ['Dbtr', 'Cdtr']
  const party = partyOf(details, near ?? '')
  const own = 'iban' in statement.account ? statement.account.iban : undefined
  return party.iban === undefined || party.iban !== own ? party : partyOf(details, far ?? '')
}

function partyOf(details: XmlElement, role: string): Counterparty {
  const nameAt = (name: string): string | undefined =>
    textAt(details, 'RltdPties', name, 'Nm') ?? textAt(details, 'RltdPties', name, 'Pty', 'Nm')
  const { iban, other } = accountAt(details, 'RltdPties', `${role}Acct`)
  return present<Counterparty>({ name: nameAt(role) ?? nameAt(`Ultmt${role}`), iban, account: other })
}
