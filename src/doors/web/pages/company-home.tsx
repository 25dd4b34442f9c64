import { ToneDot } from '../components/badge.tsx'
import { CashChart } from '../components/cash-chart.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Figures } from '../components/figures.tsx'
import { Amount } from '../components/money.tsx'
import { Empty, Panel } from '../components/panel.tsx'
import { Receipt } from '../components/receipt.tsx'
import { Due, type TimeFrame } from '../components/time.tsx'
import { Lede } from '../components/words.tsx'
import { WorkTable } from '../components/work-table.tsx'
import { paths } from '../paths.ts'
import type { CompanyHomeView, DeadlineRow } from '../views/company.ts'

/** How one company stands: in words, in figures, over twelve months, and what falls due. */
export function CompanyHomePage(view: CompanyHomeView) {
  const { shell, company } = view
  return (
    <CompanyFrame shell={shell} company={company} tab="Home">
      <Lede words={view.lede} />
      <Figures figures={view.figures} label={`Figures of ${company.name}`} />
      <div class="columns">
        <Panel id="cash" title="Cash over 12 months">
          {view.cash.past.length > 1 ? <CashChart chart={view.cash} /> : <NoHistory />}
          <Receipt id="runway" receipt={view.runway} />
        </Panel>
        <Panel id="deadlines" title="Deadlines">
          <Deadlines rows={view.deadlines} frame={shell} />
        </Panel>
      </div>
      <Panel id="work" title="Work" beside={<a href={paths.work(company.slug)}>All runs</a>}>
        {view.feed.length > 0 ? (
          <WorkTable rows={view.feed} frame={shell} caption="Latest work of the roles" />
        ) : (
          <Empty title="All quiet.">
            <p>Nothing has happened and nothing fell due, so no role woke up and nothing was spent.</p>
          </Empty>
        )}
      </Panel>
    </CompanyFrame>
  )
}

function Deadlines({ rows, frame }: { rows: readonly DeadlineRow[]; frame: TimeFrame }) {
  if (rows.length === 0) {
    return (
      <Empty title="Nothing due.">
        <p>Taxes, bills and promises to customers appear here before they fall due.</p>
      </Empty>
    )
  }
  return (
    <ul class="deadlines">
      {rows.map((row) => (
        <li id={`deadline-${row.id}`}>
          <ToneDot tone={row.tone} />
          <a href={row.href}>{row.what}</a>
          <span class="deadline-amount">{row.amount ? <Amount of={row.amount} /> : null}</span>
          <Due date={row.due} frame={frame} />
        </li>
      ))}
    </ul>
  )
}

function NoHistory() {
  return (
    <Empty title="The first month is running.">
      <p>The chart starts when a month is complete. Import a bank statement to begin.</p>
    </Empty>
  )
}
