import { subtract } from '#kernel'
import { Badge } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Amount, MoneyCell } from '../components/money.tsx'
import { Empty, Panel } from '../components/panel.tsx'
import { Receipt } from '../components/receipt.tsx'
import { RowHead, Table } from '../components/table.tsx'
import { formatDay, formatMonth } from '../format.ts'
import { paths } from '../paths.ts'
import type { AccountGroup, BalancesView, PeriodMark } from '../views/books.ts'
import type { ReceiptView, Tone } from '../views/shared.ts'

const kindNames: Readonly<Record<AccountGroup['kind'], string>> = {
  assets: 'What it owns',
  liabilities: 'What it owes',
  equity: 'Equity',
  income: 'Income',
  expenses: 'Expenses',
}
const periodTones: Readonly<Record<PeriodMark['state'], Tone>> = {
  open: 'good',
  'soft-locked': 'warn',
  closed: 'neutral',
}

/** The balance of every account on a day; each leads to its entries. */
export function BalancesPage(view: BalancesView) {
  const { shell, company, groups } = view
  const columns = [{ text: 'Account' }, { text: 'Balance', number: true }]
  return (
    <CompanyFrame shell={shell} company={company} tab="Books" title="Books">
      <BooksHead {...view} />
      {groups.length === 0 ? (
        <Empty title="The books are open and empty.">
          <p>The first invoice, bill or bank statement posts the first entry.</p>
        </Empty>
      ) : (
        <div class="columns">
          <Table caption={`Balances of ${company.name} on ${formatDay(view.asOf)}`} columns={columns}>
            {groups.map((group) => (
              <Group group={group} slug={company.slug} />
            ))}
          </Table>
          <Beside {...view} />
        </div>
      )}
    </CompanyFrame>
  )
}

function BooksHead({ company, asOf, totals }: BalancesView) {
  const balanced = totals.every(({ debit, credit }) => debit.minor === credit.minor)
  return (
    <header class="screen-head spread">
      <div class="company-name">
        <h1 class="title">Books</h1>
        <Badge tone={balanced ? 'good' : 'bad'} text={balanced ? 'books balance' : 'books do not balance'} />
      </div>
      <form class="as-of" method="get" action={paths.books(company.slug)}>
        <label for="as-of">As of</label>
        <input id="as-of" type="date" name="as-of" value={asOf} required />
        <button class="plain" type="submit">
          Show that day
        </button>
      </form>
    </header>
  )
}

function Group({ group, slug }: { group: AccountGroup; slug: string }) {
  return (
    <>
      <tr class="group" id={`group-${group.kind}`}>
        <th scope="colgroup" colspan={2}>
          {kindNames[group.kind]}
        </th>
      </tr>
      {group.accounts.map((account) => (
        <tr id={`account-${account.code}`}>
          <RowHead href={paths.account(slug, account.code)}>
            <span class="code">{account.code}</span>
            {account.name}
          </RowHead>
          <MoneyCell of={account.balance} />
        </tr>
      ))}
      <tr class="total" id={`total-${group.kind}`}>
        <th scope="row">Total</th>
        <td class="number">
          {group.total.map((amount) => (
            <Amount of={amount} />
          ))}
        </td>
      </tr>
    </>
  )
}

function Beside({ totals, periods, exports }: BalancesView) {
  return (
    <div>
      {totals.map((total) => (
        <Receipt id={`proof-${total.debit.currency}`} receipt={proof(total)} open />
      ))}
      <Panel id="months" title="Months">
        <ul class="periods">
          {periods.map(({ month, state }) => (
            <li id={`period-${month}`}>
              {formatMonth(month)} <Badge tone={periodTones[state]} text={state} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel id="exports" title="Take it with you">
        <ul>
          {exports.map(({ text, href }) => (
            <li>
              <a href={href}>{text}</a>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

/** Why the badge says that the books balance: both sides and what is between them. */
function proof({ debit, credit }: BalancesView['totals'][number]): ReceiptView {
  return {
    title: 'Do the books balance?',
    lines: [
      { label: 'Debit balances', value: debit },
      { label: 'Credit balances', value: credit },
      { label: 'Difference', value: subtract(debit, credit) },
    ],
  }
}
