import { isRefusal, type Refusal, refuse, Refused } from '#kernel'
import { streamXml, type XmlElement, type XmlEvent, type XmlInput, type XmlPlan } from '#xml'
import { linesOf } from './camt-entry.ts'
import { addToHead, emptyHead, headerOf, type StatementHead } from './camt-head.ts'
import { type BookedTotal, countLine, nothingBooked, type StatementHeader, type StatementLine } from './statement.ts'

/**
 * A statement file in the order of reading. `opened` has all that stands before the first line, the closing balance
 * too; `closed` has the header again, for banks that put balances last, and what the lines came to.
 */
export type StatementPart =
  | { readonly type: 'opened'; readonly statement: StatementHeader }
  | { readonly type: 'line'; readonly line: StatementLine }
  | { readonly type: 'closed'; readonly statement: StatementHeader; readonly booked: BookedTotal }

type Parts = Generator<StatementPart, void, undefined>

/** One `Stmt` while it is read. */
type Reading = {
  readonly head: StatementHead
  entries: number
  opened?: { header: StatementHeader; booked: BookedTotal }
}

type File = { statements: number; reading?: Reading | undefined }

/** Messages that people mistake for a statement, by the element inside `Document`. */
const otherMessages: ReadonlyMap<string, string> = new Map([
  ['BkToCstmrAcctRpt', 'a CAMT.052 account report, which is not final'],
  ['BkToCstmrDbtCdtNtfctn', 'a CAMT.054 debit or credit advice, which has no balances'],
  ['CstmrCdtTrfInitn', 'a pain.001 credit transfer'],
  ['CstmrDrctDbtInitn', 'a pain.008 direct debit'],
  ['CstmrPmtStsRpt', 'a pain.002 payment status report'],
])

/** Enters Document/BkToCstmrStmt/Stmt and takes the parts of a statement whole, one at a time. */
const plan: XmlPlan = (path) => {
  if (path.length < 3) return 'enter'
  if (path[2] !== 'Stmt') return 'skip'
  return path.length === 3 ? 'enter' : 'collect'
}

/**
 * Reads an ISO 20022 bank statement (camt.053.001.02 to .13, by local names) of any length with flat memory.
 * A refusal is the last item, and what came before it must then not be kept: `not-a-camt053`, `camt-bad-statement`,
 * `camt-bad-entry`, `camt-other-currency`, or one of the xml room.
 */
export async function* readCamt053(input: XmlInput): AsyncGenerator<StatementPart | Refusal, void, undefined> {
  const file: File = { statements: 0 }
  try {
    for await (const event of streamXml(input, plan)) {
      if (isRefusal(event)) throw new Refused(event)
      yield* step(file, event)
    }
    if (file.statements === 0) throw new Refused(notCamt053('a bank message without any statement'))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    yield error.refusal
  }
}

function* step(file: File, event: XmlEvent): Parts {
  const { reading } = file
  if (event.type === 'open' && event.element.name === 'Stmt') {
    file.reading = { head: emptyHead(event.element.line), entries: 0 }
    file.statements += 1
  } else if (event.type === 'open') expectStatements(event.element)
  else if (reading && event.type === 'element') yield* readPart(reading, event.element)
  else if (reading) {
    yield* closeStatement(reading)
    file.reading = undefined
  }
}

function* readPart(reading: Reading, part: XmlElement): Parts {
  if (part.name !== 'Ntry') {
    addToHead(reading.head, part)
    return
  }
  const opened = yield* openStatement(reading)
  const lines = linesOf(part, { statement: opened.header, entry: reading.entries, firstIndex: opened.booked.lines })
  reading.entries += 1
  for (const line of lines) {
    opened.booked = countLine(opened.booked, line)
    yield { type: 'line', line }
  }
}

function* closeStatement(reading: Reading): Parts {
  const { booked } = yield* openStatement(reading)
  yield { type: 'closed', statement: headerOf(reading.head), booked }
}

function* openStatement(reading: Reading): Generator<StatementPart, NonNullable<Reading['opened']>, undefined> {
  if (reading.opened) return reading.opened
  const statement = headerOf(reading.head)
  yield { type: 'opened', statement }
  return (reading.opened = { header: statement, booked: nothingBooked(statement.currency) })
}

function expectStatements({ name, namespace }: XmlElement): void {
  if (name === 'Document' || name === 'BkToCstmrStmt') return
  const what = otherMessages.get(name)
  throw new Refused(notCamt053(what ?? `an XML document of <${name}>${namespace === '' ? '' : ` in ${namespace}`}`))
}

function notCamt053(what: string): Refusal {
  return refuse('not-a-camt053', {
    message: `this file is not a CAMT.053 bank statement but ${what}`,
    fix: 'download the account statement as CAMT.053 from the bank',
    facts: { found: what },
  })
}
