import { fileInForce } from '#companies'
import {
  type Currency,
  defineEvent,
  type Id,
  isRefusal,
  type Money,
  money,
  printMoney,
  refuse,
  type Refusal,
} from '#kernel'
import { type Command, type CompanyTx, defineCommand } from '#store'
import type { XmlInput } from '#xml'
import { z } from 'zod'
import { readCamt053 } from './camt053.ts'
import { lineIdentity } from './line-fingerprints.ts'
import { stage, type StagedLine, stageLines, takeOver } from './staged-lines.ts'
import { balanceDifference, type StatementHeader, type StatementLine } from './statement.ts'

export type StatementImported = {
  statement: Id<'stm'>
  account: string
  lines: number
  newLines: number
  closing: string | null
}
export const statementImported = defineEvent<StatementImported>('banking.statement-imported')

const input = z.strictObject({ sha256: z.string(), name: z.string().max(500) })
/** `known`: this very file was taken in before, and nothing was done. */
export type ImportedStatements = { statements: StatementImported[]; pending: number; known: boolean }

/**
 * The command that takes in a bank file, bound to its bytes, which are read as a stream: all of its statements or none.
 * A transaction that is tried again reads the file again.
 * A line that was imported before is not imported again; true twins within a file stay apart.
 */
export function importStatement(content: XmlInput): Command<typeof input, ImportedStatements> {
  return defineCommand({
    name: 'banking.import-statement',
    summary: 'Take in a bank statement',
    who: ['founder', 'operator', 'role', 'system'],
    effect: 'reversible',
    input,
    async run(tx, { sha256 }) {
      const before = await takenInBefore(tx, sha256)
      if (before.length > 0) return { statements: before, pending: 0, known: true }
      const { file } = await fileInForce(tx)
      const reading: Reading = {
        tx,
        file: sha256,
        home: file.currency,
        accounts: file.bank,
        chunk: [],
        pending: 0,
        imported: [],
      }
      await stage(tx)
      for await (const part of readCamt053(content)) {
        if (isRefusal(part)) return part
        const refused = part.type === 'line' ? await addLine(reading, part.line) : await turn(reading, part)
        if (refused) return refused
      }
      return { statements: reading.imported, pending: reading.pending, known: false }
    },
  })
}

async function takenInBefore(tx: CompanyTx, file: string): Promise<StatementImported[]> {
  const rows = await tx.rows<Omit<StatementImported, 'closing'> & { closing: bigint | null; currency: Currency }>(
    `select id as statement, account, lines, 0 as "newLines", closing, currency from banking.statements
     where company_id = $1 and file = $2 order by id`,
    [tx.company, file],
  )
  return rows.map(({ closing, currency, ...rest }) => ({
    ...rest,
    closing: closing === null ? null : printMoney(money(closing, currency)),
  }))
}

type Reading = {
  tx: CompanyTx
  file: string
  home: Currency
  accounts: readonly { id: string; iban: string }[]
  chunk: StagedLine[]
  pending: number
  imported: StatementImported[]
}
type Turn =
  | { type: 'opened'; statement: StatementHeader }
  | { type: 'closed'; statement: StatementHeader; booked: { lines: number; total: Money } }

const chunkLines = 1_000

/** Only what the bank has booked is kept: a pending line is a promise. */
async function addLine(reading: Reading, line: StatementLine): Promise<undefined> {
  if (line.status !== 'booked') {
    reading.pending++
    return undefined
  }
  reading.chunk.push({ ...line, id: reading.tx.id('bln'), identity: lineIdentity(line) })
  if (reading.chunk.length >= chunkLines) await stageLines(reading.tx, reading.chunk.splice(0))
  return undefined
}

async function turn(reading: Reading, part: Turn): Promise<Refusal | undefined> {
  const account = accountOf(reading, part.statement)
  if (isRefusal(account)) return account
  if (part.type === 'opened') return otherCurrency(reading, part.statement)
  await stageLines(reading.tx, reading.chunk.splice(0))
  const broken =
    unbalanced(part.statement, part.booked.total) ?? (await brokenChain(reading.tx, account, part.statement))
  if (broken) return broken
  const { statement, booked } = part
  const taken = await takeOver(reading.tx, { account, statement, lines: booked.lines, file: reading.file })
  const closing = statement.closing ? printMoney(statement.closing.amount) : null
  const fact = { statement: taken.id, account, lines: taken.lines, newLines: taken.newLines, closing }
  reading.tx.append(statementImported, fact)
  reading.imported.push(fact)
  return undefined
}

function accountOf({ accounts }: Reading, { account }: StatementHeader): string | Refusal {
  const named = 'iban' in account ? account.iban : account.other
  const own = accounts.find((it) => it.iban === named)
  if (own) return own.id
  return refuse('statement-of-another-account', {
    message: `The statement is of the account ${named}, which is not one of this company's.`,
    fix: 'Import it into the company that it belongs to, or add the account under bank in company.yaml.',
    facts: { account: named },
  })
}

/** Own accounts are kept in the currency of the books. */
function otherCurrency({ home }: Reading, { id, currency }: StatementHeader): Refusal | undefined {
  if (currency === home) return undefined
  return refuse('statement-of-another-currency', {
    message: `Statement ${id} is in ${currency}, but the books keep this account in ${home}.`,
    fix: `Fetch the statement of the account in ${home} from the bank, or dismiss this one.`,
    facts: { statement: id, currency, home },
  })
}

function unbalanced(statement: StatementHeader, booked: Money): Refusal | undefined {
  const difference = balanceDifference(statement, booked)
  if (!difference || difference.minor === 0n) return undefined
  return refuse('statement-does-not-add-up', {
    message: `Opening balance and booked lines come to ${printMoney(difference)} less than the closing balance of statement ${statement.id}.`,
    fix: 'Lines are missing or doubled: fetch the statement again from the bank.',
    facts: { statement: statement.id, difference: printMoney(difference) },
  })
}

/** A statement begins where the one before it ended (money.md, "Bank"). */
async function brokenChain(
  tx: CompanyTx,
  account: string,
  { id, opening }: StatementHeader,
): Promise<Refusal | undefined> {
  if (!opening) return undefined
  const before = await tx.row<{ identification: string; closing: bigint }>(
    `select identification, closing from banking.statements
     where company_id = $1 and account = $2 and to_day <= $3 and closing is not null and identification <> $4
     order by to_day desc, id desc limit 1`,
    [tx.company, account, opening.day, id],
  )
  if (!before || before.closing === opening.amount.minor) return undefined
  const ended = printMoney({ ...opening.amount, minor: before.closing })
  return refuse('statement-chain-broken', {
    message: `Statement ${id} opens with ${printMoney(opening.amount)}, but ${before.identification} before it closed with ${ended}.`,
    fix: 'A statement in between is missing: import that first.',
    facts: { statement: id, opens: printMoney(opening.amount), before: before.identification, closed: ended },
  })
}
