import { fileInForce } from '#companies'
import { draftBills } from '#invoicing'
import {
  type Currency,
  type Day,
  lastDay,
  type Money,
  money,
  type Month,
  monthInput,
  monthOf,
  parseAmount,
  printMoney,
  subtract,
  sum,
} from '#kernel'
import { balances, closePeriod } from '#ledger'
import { type CompanyTx, defineCommand, type ReadTx } from '#store'
import { z } from 'zod'
import { linesWhere } from './line.ts'

type Check = { check: string; ok: boolean; why: string }

/**
 * Closes a month with the whole checklist: no draft bills, every bank line booked, the bank in the books what the bank
 * says. What is open is skipped only with a reason, which the close record keeps.
 */
export const closeMonth = defineCommand({
  name: 'banking.close-month',
  summary: 'Close a month with its checklist',
  who: ['founder'],
  effect: 'irreversible',
  input: z.strictObject({
    month: monthInput,
    because: z.string().min(1).max(300).optional().describe('why what is still open may be left out'),
  }),
  async run(tx, { month, because }) {
    const checks = await monthChecks(tx, month)
    const open = checks.filter((it) => !it.ok)
    const skip = because === undefined ? [] : open.map(({ check }) => ({ check, reason: because }))
    return tx.call(closePeriod, { month, checks, skip })
  },
})

async function monthChecks(tx: CompanyTx, month: Month): Promise<Check[]> {
  const { file } = await fileInForce(tx)
  const drafts = (await draftBills(tx)).filter((bill) => monthOf(bill.issued) <= month)
  const reconciled: Check[] = []
  for (const { id } of file.bank)
    reconciled.push(await reconciliation(tx, { account: id, end: lastDay(month), currency: file.currency }))
  return [
    {
      check: 'bills-decided',
      ok: drafts.length === 0,
      why:
        drafts.length === 0 ? 'no draft bills' : `waiting: ${drafts.map((it) => it.number).join(', ')}`.slice(0, 300),
    },
    ...reconciled,
  ]
}

type Account = { account: string; end: Day; currency: Currency }

/** The bank account in the books equals the statement's closing balance, or the difference is listed line by line (I12). */
async function reconciliation(tx: ReadTx, { account, end, currency }: Account): Promise<Check> {
  const check = `bank-reconciled.${account}`
  const statement = await tx.row<{ closing: bigint; to_day: Day }>(
    `select closing, to_day from banking.statements
     where company_id = $1 and account = $2 and to_day <= $3 and closing is not null order by to_day desc, id desc limit 1`,
    [tx.company, account, end],
  )
  if (!statement) return { check, ok: false, why: `no statement of the account ${account} up to ${end}` }
  const inBooks = await bookBalance(tx, { account, end: statement.to_day, currency })
  const difference = subtract(money(statement.closing, currency), inBooks)
  if (difference.minor === 0n)
    return { check, ok: true, why: `the books and the bank both say ${printMoney(inBooks)} on ${statement.to_day}` }
  return {
    check,
    ok: false,
    why: await explained(tx, { account, end: statement.to_day, currency }, { inBooks, difference }),
  }
}

async function bookBalance(tx: ReadTx, { account, end, currency }: Account): Promise<Money> {
  const { accounts } = await tx.ask(balances, { asOf: end })
  const found = accounts.find((it) => it.account === `bank:${account}` && it.amount.endsWith(` ${currency}`))
  return parseAmount(found?.amount.split(' ')[0] ?? '0', currency) ?? money(0n, currency)
}

async function explained(
  tx: ReadTx,
  { account, end, currency }: Account,
  { inBooks, difference }: { inBooks: Money; difference: Money },
): Promise<string> {
  const lines = await linesWhere(tx, `account = $2 and day <= $3 and state <> 'booked' order by day, id limit 20`, [
    account,
    end,
  ])
  const listed = lines.map((it) => `${it.day} ${printMoney(it.amount)}`).join(', ')
  const rest = subtract(
    difference,
    sum(
      lines.map((it) => it.amount),
      currency,
    ),
  )
  const tail =
    rest.minor === 0n
      ? ''
      : `; ${printMoney(rest)} is not explained by them (was the account opened later in the books? see opensOn in company.yaml)`
  return `the books say ${printMoney(inBooks)}, the bank ${printMoney(difference)} more; not booked: ${listed || 'nothing'}${tail}`.slice(
    0,
    300,
  )
}
