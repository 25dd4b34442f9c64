import { Badge } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Machine } from '../components/machine.tsx'
import { Empty } from '../components/panel.tsx'
import { RowHead, Table } from '../components/table.tsx'
import { Ago, type TimeFrame } from '../components/time.tsx'
import type { InboxView, ThreadRow } from '../views/inbox.ts'

const columns = [{ text: 'Mail' }, { text: 'From', wide: true }, { text: 'State' }, { text: 'When', number: true }]

/** The company's mail: what came, and what became of it. */
export function InboxPage(view: InboxView) {
  const { shell, company, threads } = view
  const current = view.filters.find((filter) => filter.current)
  return (
    <CompanyFrame shell={shell} company={company} tab="Inbox" title="Inbox">
      <header class="screen-head spread">
        <h1 class="title">Inbox</h1>
        <nav class="filters" aria-label="Folders">
          {view.filters.map((filter) => (
            <a href={filter.href} aria-current={filter.current ? 'page' : undefined}>
              {filter.text} <span class="quiet">{filter.count}</span>
            </a>
          ))}
        </nav>
      </header>
      {threads.length === 0 ? (
        <Empty title="All answered.">
          <p>Nothing in {current ? `“${current.text}”` : 'the inbox'}.</p>
          <p>
            Mail arrives at <Machine value={view.address} what="the address" />
          </p>
        </Empty>
      ) : (
        <Table caption={`Mail of ${company.name}, newest first`} columns={columns}>
          {threads.map((thread) => (
            <Row thread={thread} frame={shell} />
          ))}
        </Table>
      )}
      {view.older ? (
        <p class="pager">
          <a href={view.older}>Older mail</a>
        </p>
      ) : null}
    </CompanyFrame>
  )
}

function Row({ thread, frame }: { thread: ThreadRow; frame: TimeFrame }) {
  return (
    <tr id={`thread-${thread.id}`} class={thread.needsYou ? 'tall unread' : 'tall'}>
      <RowHead href={thread.href} note={thread.snippet}>
        <bdi>{thread.subject}</bdi>
      </RowHead>
      <td class="wide">
        <bdi>{thread.from}</bdi>
      </td>
      <td>
        <Badge {...thread.state} />
      </td>
      <td class="number quiet">
        <Ago at={thread.at} frame={frame} />
      </td>
    </tr>
  )
}
