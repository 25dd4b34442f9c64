import { type Currency, type Day, type Id, money, type Money, printMoney } from '#kernel'
import { defineQuery, type ReadTx, type SqlValue } from '#store'
import { z } from 'zod'

const lineStates = ['new', 'booked', 'waiting'] as const
export type LineState = (typeof lineStates)[number]

/** A line of a statement on file, and what became of it. */
export type BankLine = {
  readonly id: Id<'bln'>
  readonly statement: Id<'stm'>
  readonly account: string
  readonly day: Day
  readonly amount: Money
  readonly text: string
  readonly counterparty: string
  readonly iban: string
  readonly reference: string
  readonly bankCode: string
  readonly state: LineState
  readonly entry: string | null
  readonly reason: string
}

type Row = Omit<BankLine, 'amount'> & { amount: bigint; currency: Currency }

const columns = `id, statement, account, day, amount, currency, text, counterparty, counterparty_iban as iban, reference,
  bank_code as "bankCode", state, entry, reason`
const listLimit = 1_000

export async function linesWhere(tx: ReadTx, condition: string, values: readonly SqlValue[] = []): Promise<BankLine[]> {
  const rows = await tx.rows<Row>(`select ${columns} from banking.lines where company_id = $1 and ${condition}`, [
    tx.company,
    ...values,
  ])
  return rows.map(({ amount, currency, ...rest }) => ({ ...rest, amount: money(amount, currency) }))
}

const everyone = ['founder', 'operator', 'accountant', 'role', 'system'] as const

export const bankLines = defineQuery({
  name: 'banking.lines',
  summary: 'Lines of bank statements, the latest first',
  who: everyone,
  input: z.strictObject({ state: z.enum(lineStates).optional() }),
  read: async (tx, { state }) => {
    const found = await linesWhere(tx, `state = any($2) order by day desc, id desc limit ${listLimit}`, [
      state === undefined ? lineStates : [state],
    ])
    return found.map((line) => ({ ...line, amount: printMoney(line.amount) }))
  },
})

export type Statement = {
  readonly id: Id<'stm'>
  readonly account: string
  readonly identification: string
  readonly from: Day | null
  readonly to: Day | null
  readonly closing: string | null
  readonly lines: number
  readonly newLines: number
}

export const statements = defineQuery({
  name: 'banking.statements',
  summary: 'Bank statements, the latest first',
  who: everyone,
  input: z.strictObject({}),
  async read(tx): Promise<Statement[]> {
    const rows = await tx.rows<Omit<Statement, 'closing'> & { closing: bigint | null; currency: Currency }>(
      `select id, account, identification, from_day as "from", to_day as "to", closing, currency, lines, new_lines as "newLines"
       from banking.statements where company_id = $1 order by to_day desc nulls last, id desc limit ${listLimit}`,
      [tx.company],
    )
    return rows.map(({ closing, currency, ...rest }) => ({
      ...rest,
      closing: closing === null ? null : printMoney(money(closing, currency)),
    }))
  },
})
