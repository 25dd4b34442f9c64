import { openBills, openInvoices, recordBillPayment, recordPayment } from '#invoicing'
import { defineEvent, type Id, idInput, isRefusal, negate, printMoney, refuse, type Refusal, Refused } from '#kernel'
import { postEntry } from '#ledger'
import { parties } from '#parties'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { type BankLine, linesWhere } from './line.ts'
import { type Match, matchLine, type OpenItems } from './match-line.ts'

const lineBooked = defineEvent<{ line: Id<'bln'>; as: string; entry: string; amount: string; signs: string[] }>(
  'banking.line-booked',
)
export const lineUnknown = defineEvent<{ line: Id<'bln'>; amount: string; why: string }>('banking.line-unknown')

/** Lines that one command books at most: a long statement is many short transactions. */
const linesAtOnce = 100

const nextLines = `state = any($2) and ($4::text is null
    or (day, id) > (select l.day, l.id from banking.lines l where l.company_id = $1 and l.id = $4))
  order by day, id limit $3 for no key update`

/** Books the new lines that match an open invoice, an open bill or a bank fee; the others wait for a person. */
export const bookLines = defineCommand({
  name: 'banking.book-lines',
  summary: 'Match new lines of bank statements and post them',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    limit: z.int().min(1).max(linesAtOnce).default(linesAtOnce),
    again: z.boolean().default(false).describe('look at the lines that wait once more'),
    after: idInput('bln').optional().describe('go on after this line'),
  }),
  async run(tx, { limit, again, after }) {
    const states = again ? ['new', 'waiting'] : ['new']
    const lines = await linesWhere(tx, nextLines, [states, limit, after ?? null])
    let booked = 0
    for (const line of lines) {
      const match = matchLine(line, await openItems(tx))
      if (await acted(tx, line, match)) booked++
    }
    const last = lines.at(-1)?.id ?? null
    return { looked: lines.length, booked, waiting: lines.length - booked, last, more: lines.length === limit }
  },
})

/** A person says what a line is. */
export const bookLine = defineCommand({
  name: 'banking.book-line',
  summary: 'Post a line of a bank statement to an account',
  who: ['founder', 'operator'],
  effect: 'reversible',
  input: z.strictObject({
    line: idInput('bln'),
    account: z.string().min(1).max(100),
    description: z.string().min(1).max(300),
  }),
  async run(tx, { line: id, account, description }) {
    const [line] = await linesWhere(tx, 'id = $2 for no key update', [id])
    if (!line)
      return refuse('no-such-line', {
        message: `There is no line ${id} in this company.`,
        fix: 'kontor query banking.lines lists them.',
      })
    if (line.state === 'booked')
      return refuse('line-booked-already', {
        message: `The line ${id} is booked.`,
        fix: 'Reverse its entry to book it otherwise.',
      })
    const { entry } = await tx.call(postEntry, {
      eventDay: line.day,
      description,
      source: `banking:${id}`,
      postings: [
        { account: `bank:${line.account}`, amount: printMoney(line.amount) },
        { account, amount: printMoney(negate(line.amount)) },
      ],
    })
    await markBooked(tx, line, { as: account, entry, signs: ['by hand'] })
    return { line: id, entry }
  },
})

async function openItems(tx: CompanyTx): Promise<OpenItems> {
  const known = new Map((await tx.ask(parties, {})).map((it) => [it.id, it.iban ?? '']))
  const invoices = (await openInvoices(tx)).map(({ id, number, open, customer: name, party }) => ({
    id,
    number,
    open,
    name,
    iban: known.get(party) ?? '',
  }))
  const bills = (await openBills(tx)).map(({ id, number, open, supplier: name, iban }) => ({
    id,
    number,
    open,
    name,
    iban,
  }))
  return { invoices, bills }
}

/** True when the line is booked; one that is not waits with the reason. */
async function acted(tx: CompanyTx, line: BankLine, match: Match): Promise<boolean> {
  if (match.kind === 'unknown') return waits(tx, line, match.why)
  const posted = await posting(tx, line, match)
  if (isRefusal(posted)) return waits(tx, line, posted.message)
  const as = match.kind === 'fee' ? 'expense.bank-fees' : `${match.kind} ${match.number}`
  await markBooked(tx, line, { as, entry: posted.entry, signs: [...match.signs] })
  return true
}

/** A closed month or a payment that no longer fits is a reason to wait, not to give up the other lines. */
async function posting(
  tx: CompanyTx,
  line: BankLine,
  match: Exclude<Match, { kind: 'unknown' }>,
): Promise<{ entry: string } | Refusal> {
  const shared = { day: line.day, account: `bank:${line.account}`, source: `banking:${line.id}` }
  const out = printMoney(negate(line.amount))
  try {
    if (match.kind === 'invoice')
      return await tx.call(recordPayment, { invoice: match.id, amount: printMoney(line.amount), ...shared })
    if (match.kind === 'bill') return await tx.call(recordBillPayment, { bill: match.id, amount: out, ...shared })
    return await tx.call(postEntry, {
      eventDay: line.day,
      description: line.text === '' ? 'Bank fee' : line.text,
      source: shared.source,
      postings: [
        { account: 'expense.bank-fees', amount: out },
        { account: shared.account, amount: printMoney(line.amount) },
      ],
    })
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

async function waits(tx: CompanyTx, { id, amount, state, reason }: BankLine, why: string): Promise<false> {
  if (state === 'waiting' && reason === why) return false
  await tx.rows(`update banking.lines set state = 'waiting', reason = $3 where company_id = $1 and id = $2`, [
    tx.company,
    id,
    why,
  ])
  tx.append(lineUnknown, { line: id, amount: printMoney(amount), why })
  return false
}

type Booking = { as: string; entry: string; signs: string[] }

async function markBooked(tx: CompanyTx, { id, amount }: BankLine, { as, entry, signs }: Booking): Promise<void> {
  await tx.rows(
    `update banking.lines set state = 'booked', entry = $3, reason = '', evidence = $4 where company_id = $1 and id = $2`,
    [tx.company, id, entry, JSON.stringify({ as, signs })],
  )
  tx.append(lineBooked, { line: id, as, entry, amount: printMoney(amount), signs })
}
