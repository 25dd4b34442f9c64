import { Badge } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Amount, MoneyCell } from '../components/money.tsx'
import { Empty } from '../components/panel.tsx'
import { RowHead, Table } from '../components/table.tsx'
import { DayText } from '../components/time.tsx'
import { formatDay } from '../format.ts'
import { paths } from '../paths.ts'
import type { AccountEntryRow, AccountView } from '../views/books.ts'

const columns = [
  { text: 'Entry' },
  { text: 'Against', wide: true },
  { text: 'Date', number: true, wide: true },
  { text: 'Amount', number: true },
  { text: 'Balance', number: true, wide: true },
]

/** One account: its entries with the balance after each. */
export function AccountPage(view: AccountView) {
  const { shell, company, account, entries } = view
  return (
    <CompanyFrame shell={shell} company={company} tab="Books" title={account.name}>
      <header class="screen-head spread">
        <h1 class="title">
          <span class="code">{account.code}</span>
          {account.name}
        </h1>
        <p class="head-figure">
          <span class="quiet">Balance on {formatDay(view.asOf)}</span>
          <strong>
            <Amount of={view.balance} />
          </strong>
        </p>
      </header>
      {entries.length === 0 ? (
        <Empty title="No entries yet.">
          <p>Nothing has been posted to this account.</p>
        </Empty>
      ) : (
        <Table caption={`Entries of ${account.name}, newest first`} columns={columns}>
          {entries.map((entry) => (
            <Row entry={entry} slug={company.slug} />
          ))}
        </Table>
      )}
      {view.older ? (
        <p class="pager">
          <a href={view.older}>Older entries</a>
        </p>
      ) : null}
    </CompanyFrame>
  )
}

function Row({ entry, slug }: { entry: AccountEntryRow; slug: string }) {
  return (
    <tr id={`entry-${entry.id}`} class={entry.state}>
      <RowHead href={paths.entry(slug, entry.id)}>
        <bdi>{entry.text}</bdi>
        {entry.state === 'posted' ? null : <Badge tone="neutral" text={entry.state} />}
      </RowHead>
      <td class="wide quiet">{entry.against}</td>
      <td class="number wide quiet">
        <DayText date={entry.date} />
      </td>
      <MoneyCell of={entry.amount} />
      <MoneyCell of={entry.balance} wide />
    </tr>
  )
}
