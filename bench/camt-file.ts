import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const statementIban = 'DE68200411339900000202'

/** Writes a CAMT.053 statement of one day with so many booked lines, piece by piece. */
export async function writeStatement(path: string, lines: number): Promise<void> {
  await pipeline(Readable.from(statement(lines)), createWriteStream(path))
}

const cents = (line: number): number => 100 + (line % 9_973)
const euros = (amount: number): string => (amount / 100).toFixed(2)

function* statement(lines: number): Generator<string> {
  let total = 0
  for (let line = 0; line < lines; line++) total += cents(line)
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-10-05T20:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>BENCH-${lines}</Id><CreDtTm>2026-10-05T20:00:00Z</CreDtTm>
<Acct><Id><IBAN>${statementIban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', 500_000)}${balance('CLBD', 500_000 + total)}`
  for (let line = 0; line < lines; line++) yield entry(line)
  yield '</Stmt></BkToCstmrStmt></Document>\n'
}

function balance(code: string, amount: number): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${euros(amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-05</Dt></Dt></Bal>\n`
}

function entry(line: number): string {
  const customer = `Customer ${line % 5_000}`
  return `<Ntry><Amt Ccy="EUR">${euros(cents(line))}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><Dt>2026-10-05</Dt></ValDt><AcctSvcrRef>BANK-${line}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E2E-${line}</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>${customer}</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>EE382200221020145685</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>Invoice 2026-${line}, thank you</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
`
}
