import { Due, type TimeFrame } from '../components/time.tsx'
import { Empty } from '../components/panel.tsx'
import { countOf } from '../format.ts'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import type { WaitingItem, WaitingView } from '../views/waiting.ts'
import { Evidence } from './evidence.tsx'

/** Every decision that waits, over all companies, and the evidence of the one that is open. */
export function WaitingPage(view: WaitingView) {
  const { shell, items, evidence } = view
  return (
    <Page shell={shell}>
      <header class="screen-head">
        <h1 class="title">Waiting</h1>
        {items.length > 0 ? <p class="quiet">{summary(items, shell)}</p> : null}
      </header>
      {items.length === 0 ? <AllCaughtUp /> : null}
      {items.length > 0 ? (
        <div class={view.chosen ? 'split chosen' : 'split'}>
          <ul class="queue" aria-label="Decisions, the most urgent first" data-follow>
            {items.map((item) => (
              <Item item={item} open={item.id === evidence?.item.id} frame={shell} />
            ))}
          </ul>
          {evidence ? <Evidence evidence={evidence} shell={shell} /> : null}
        </div>
      ) : null}
    </Page>
  )
}

function Item({ item, open, frame }: { item: WaitingItem; open: boolean; frame: TimeFrame }) {
  return (
    <li class="queue-item" id={`waiting-${item.id}`}>
      <a href={item.href} data-row aria-current={open ? 'true' : undefined}>
        <span class="queue-act">
          <bdi>{item.act}</bdi>
        </span>
        <span class="queue-due">
          {item.due ? <Due date={item.due} frame={frame} /> : <span class="quiet">no deadline</span>}
        </span>
        <span class="queue-who">
          {item.company} · {item.role}
        </span>
        <span class="queue-why">{item.why}</span>
      </a>
    </li>
  )
}

function AllCaughtUp() {
  return (
    <Empty title="All caught up.">
      <p>The roles go on by themselves until policy asks for you.</p>
      <p>
        <a href={paths.portfolio}>Back to the portfolio</a>
      </p>
    </Empty>
  )
}

function summary(items: readonly WaitingItem[], frame: TimeFrame): string {
  const dueNow = items.filter(({ due }) => due !== undefined && due <= frame.today).length
  const urgent = dueNow > 0 ? `, ${countOf(dueNow, 'is', 'are').toLowerCase()} due today or late` : ''
  return `${countOf(items.length, 'decision waits', 'decisions wait')} for you${urgent}.`
}
