import { CompanyFrame } from '../components/company-frame.tsx'
import { Figures } from '../components/figures.tsx'
import { Empty } from '../components/panel.tsx'
import { WorkTable } from '../components/work-table.tsx'
import type { WorkView } from '../views/work.ts'

/** Everything the roles did, as runs. */
export function WorkPage(view: WorkView) {
  const { shell, company, runs } = view
  return (
    <CompanyFrame shell={shell} company={company} tab="Work" title="Work">
      <header class="screen-head">
        <h1 class="title">Work</h1>
      </header>
      <Figures figures={view.figures} label="Figures of the roles' work" />
      {runs.length === 0 ? (
        <Empty title="All quiet.">
          <p>
            No role has had anything to do. A run starts when mail arrives, a file is imported or something falls due.
          </p>
        </Empty>
      ) : (
        <WorkTable rows={runs} frame={shell} caption={`Runs of ${company.name}, newest first`} />
      )}
      {view.older ? (
        <p class="pager">
          <a href={view.older}>Older runs</a>
        </p>
      ) : null}
    </CompanyFrame>
  )
}
