import { addDays, type Day, type Money, money, type Refusal, refuse, subtract, sum } from '#kernel'
import { type AccountBalance, type AccountType, balances, chart, entries, entry } from '#ledger'
import type { CompanyInFigures } from '#portfolio'
import type { ReadTx } from '#store'
import { paths } from '../paths.ts'
import type { AccountEntryRow, AccountView } from '../views/books.ts'
import { accountName } from './account-name.ts'
import { natural } from './books.ts'
import { type Visit, webLimits } from '../routes/options.ts'
import { companyShell, headOf } from '../routes/shell.ts'
import { readable } from './words.ts'

type Page = { readonly entries: readonly Row[]; readonly next?: { eventDay: Day; entry: string } }
type Row = {
  readonly entry: string
  readonly eventDay: Day
  readonly description: string
  readonly amounts: readonly string[]
}
type Asked = { readonly account: string; readonly before?: { eventDay: string; entry: string } }

const kinds: Readonly<Record<AccountType, AccountView['account']['kind']>> = {
  asset: 'assets',
  liability: 'liabilities',
  equity: 'equity',
  income: 'income',
  expense: 'expenses',
}

/** One account: its entries, newest first, with the balance after each. */
export async function accountView(
  visit: Visit,
  figures: CompanyInFigures,
  code: string,
): Promise<AccountView | Refusal> {
  const { company } = figures
  const type = typeOf(code)
  if (!type) return refuse('no-such-account', { message: `There is no account ${code}.` })
  const asked: Asked = { account: code, ...beforeIn(visit.query('before')) }
  return visit.installation.store.read(company.id, async (tx) => {
    const now = await tx.ask(balances, {})
    const own = now.accounts.find(({ account }) => account === code)
    const page = await pageOf(tx, asked)
    const balance = own ? natural(own.amount, type) : money(0n, now.currency)
    const before = page.next
    return {
      shell: companyShell(visit, company, {
        title: own?.name ?? accountName(code),
        above: [{ text: 'Books', href: paths.books(company.slug) }],
      }),
      company: headOf(figures),
      account: { code, name: own?.name ?? accountName(code), kind: kinds[type] },
      balance,
      asOf: tx.today,
      entries: await rowsOf(tx, { page, asked, type, shown: balance }),
      ...(before
        ? { older: `${paths.account(company.slug, code)}?before=${before.eventDay}.${before.entry}` as const }
        : {}),
    }
  })
}

function pageOf(tx: ReadTx, { account, before }: Asked): Promise<Page> {
  return tx.ask(entries, { account, limit: webLimits.rows, ...(before ? { before } : {}) })
}

type Listing = { page: Page; asked: Asked; type: AccountType; shown: Money }

async function rowsOf(tx: ReadTx, { page, asked, type, shown }: Listing): Promise<AccountEntryRow[]> {
  const sameMoney = page.entries.map((row) => amountOf(row, shown, type))
  const oldest = page.entries.at(-1)
  let balance = oldest && (await balanceBefore(tx, { oldest, page, asked, type, shown }))
  const rows: AccountEntryRow[] = []
  for (const [index, row] of [...page.entries.entries()].reverse()) {
    const amount = sameMoney[index] ?? money(0n, shown.currency)
    balance = balance && sum([balance, amount], shown.currency)
    rows.unshift({
      id: row.entry,
      date: row.eventDay,
      text: readable(row.description),
      against: await against(tx, row, asked.account),
      state: 'posted',
      amount,
      ...(balance ? { balance } : {}),
    })
  }
  return rows
}

type Before = Listing & { oldest: Row }

/** What the account held before the oldest entry shown: the end of the day before it, and what else happened that day. */
async function balanceBefore(tx: ReadTx, { oldest, page, asked, type, shown }: Before): Promise<Money | undefined> {
  const { accounts } = await tx.ask(balances, { asOf: addDays(oldest.eventDay, -1) })
  const own = accounts.find(({ account }: AccountBalance) => account === asked.account)
  const start = own ? natural(own.amount, type) : money(0n, shown.currency)
  if (!page.next) return subtract(start, start).currency === shown.currency ? start : undefined
  const rest = await pageOf(tx, { ...asked, before: page.next })
  const sameDay = rest.entries.filter(({ eventDay }) => eventDay === oldest.eventDay)
  if (sameDay.length === rest.entries.length && rest.next) return undefined
  return sum([start, ...sameDay.map((row) => amountOf(row, shown, type))], shown.currency)
}

/** What the entry moved here in the money that the account is shown in. */
function amountOf({ amounts }: Row, { currency }: Money, type: AccountType): Money {
  const printed = amounts.find((it) => it.endsWith(` ${currency}`))
  return printed === undefined ? money(0n, currency) : natural(printed, type)
}

async function against(tx: ReadTx, row: Row, account: string): Promise<string> {
  const { postings } = await tx.ask(entry, { entry: row.entry })
  const others = new Set(postings.flatMap((it) => (it.account === account ? [] : [accountName(it.account)])))
  return [...others].join(', ')
}

function typeOf(code: string): AccountType | undefined {
  const charted: Readonly<Record<string, { readonly type: AccountType } | undefined>> = chart
  return charted[code.split(':')[0] ?? '']?.type
}

function beforeIn(text: string | undefined): Pick<Asked, 'before'> {
  const [eventDay = '', entry = ''] = (text ?? '').split('.')
  return /^\d{4}-\d\d-\d\d$/.test(eventDay) && /^ent_[0-9a-z]{26}$/.test(entry) ? { before: { eventDay, entry } } : {}
}
