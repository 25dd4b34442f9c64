import { currency, isRefusal, type Refusal } from '#kernel'
import { readCamt053, type StatementPart } from './camt053.ts'
import type { StatementHeader, StatementLine } from './statement.ts'

/** CAMT.053 files for tests, and short ways to read them. */
export const eur = currency('EUR')
export const own = 'DE02120300000000202051'

export const balance = (code: string, amount: string, day: string, direction = 'CRDT'): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>` +
  `<Dt><Dt>${day}</Dt></Dt></Bal>`

export const head =
  `<Id>S-1</Id><ElctrncSeqNb>7</ElctrncSeqNb><LglSeqNb>3</LglSeqNb><CreDtTm>2026-10-31T20:00:00+01:00</CreDtTm>` +
  `<FrToDt><FrDtTm>2026-10-01T00:00:00+02:00</FrDtTm><ToDtTm>2026-10-31T23:59:59+01:00</ToDtTm></FrToDt>` +
  `<Acct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id><Ccy>EUR</Ccy></Acct>`

export const entry = (amount: string, rest = '', direction = 'CRDT', status = 'BOOK'): string =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>${status}</Sts>` +
  `<BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><DtTm>2026-10-06T00:30:00+02:00</DtTm></ValDt>${rest}</Ntry>`

export const details = (inside: string): string => `<NtryDtls><TxDtls>${inside}</TxDtls></NtryDtls>`

export const statement = (entries: string, opening = '100.00', closing = '150.00'): string =>
  `<Stmt>${head}${balance('OPBD', opening, '2026-10-01')}${balance('CLBD', closing, '2026-10-31')}${entries}</Stmt>`

export const document = (statements: string, version = '08'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}">` +
  `<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>\n${statements}</BkToCstmrStmt></Document>`

export async function parts(text: string | Uint8Array): Promise<(StatementPart | Refusal)[]> {
  const items = []
  for await (const part of readCamt053(Buffer.from(text))) items.push(part)
  return items
}

export async function read(
  text: string,
): Promise<{ statement: StatementHeader; lines: StatementLine[]; booked: bigint }> {
  const lines: StatementLine[] = []
  for (const part of await parts(text)) {
    if (isRefusal(part)) throw new Error(part.message)
    if (part.type === 'line') lines.push(part.line)
    if (part.type === 'closed') return { statement: part.statement, lines, booked: part.booked.total.minor }
  }
  throw new Error('no statement was closed')
}

export async function refusal(text: string | Uint8Array): Promise<Refusal> {
  const last = (await parts(text)).at(-1)
  if (!isRefusal(last)) throw new Error('expected a refusal')
  return last
}

export async function oneLine(text: string): Promise<StatementLine> {
  const [line] = (await read(document(statement(text)))).lines
  if (!line) throw new Error('no line')
  return line
}
