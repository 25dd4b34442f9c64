import { OneAct } from '../components/act.tsx'
import { Badge, ToneDot } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Journal } from '../components/journal.tsx'
import { Machine } from '../components/machine.tsx'
import { Amount } from '../components/money.tsx'
import { Panel } from '../components/panel.tsx'
import { Steps } from '../components/steps.tsx'
import { Ago, Moment } from '../components/time.tsx'
import { formatDuration } from '../format.ts'
import type { RunView } from '../views/work.ts'

/** One run: its steps, what it changed, and the proof that it is done. */
export function RunPage(view: RunView) {
  const { shell, company, outcome } = view
  return (
    <CompanyFrame shell={shell} company={company} tab="Work" title={view.what}>
      <header class="screen-head spread">
        <div class="company-name">
          <h1 class="title">{view.what}</h1>
          <Badge {...view.state} />
        </div>
        <div class="inline">
          {view.acts.map((act, index) => (
            <OneAct act={act} csrf={shell.csrf} id={`act-${index}`} />
          ))}
          <a class="button plain" href={view.replay.href}>
            Replay without effects
          </a>
        </div>
      </header>
      <RunFacts {...view} />
      {outcome ? (
        <div class={`outcome ${outcome.tone}`}>
          <p>{outcome.text}</p>
          {outcome.fix ? (
            <p>
              <strong>Fix:</strong> {outcome.fix}
            </p>
          ) : null}
          {view.approval ? <a href={view.approval.href}>{view.approval.text}</a> : null}
        </div>
      ) : null}
      {view.replay.result ? <Replayed result={view.replay.result} /> : null}
      <div class="columns">
        <Panel id="steps" title="Steps">
          <Steps steps={view.steps} />
        </Panel>
        <div>
          <Events {...view} />
          {view.journal.length > 0 ? (
            <Panel id="journal" title="Posted">
              <Journal caption="What this run posted" lines={view.journal} />
            </Panel>
          ) : null}
        </div>
      </div>
    </CompanyFrame>
  )
}

function Replayed({ result }: { result: NonNullable<RunView['replay']['result']> }) {
  return (
    <Panel id="replay" title="Replayed by its records">
      <p class="dry-run">
        <ToneDot tone={result.tone} />
        <span>{result.text}</span>
      </p>
      {result.steps.length > 0 ? <p class="quiet">{result.steps.join(' → ')}</p> : null}
    </Panel>
  )
}

function RunFacts({ shell, id, role, started, durationMs, cost, retries }: RunView) {
  return (
    <dl class="facts across">
      <div>
        <dt>Role</dt>
        <dd>{role}</dd>
      </div>
      <div>
        <dt>Started</dt>
        <dd>
          <Moment at={started} frame={shell} />
        </dd>
      </div>
      <div>
        <dt>Took</dt>
        <dd>{durationMs === undefined ? 'still running' : formatDuration(durationMs)}</dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{cost ? <Amount of={cost} /> : 'nothing'}</dd>
      </div>
      <div>
        <dt>Retries</dt>
        <dd>{retries}</dd>
      </div>
      <div>
        <dt>Run</dt>
        <dd>
          <Machine value={id} what="the run's id" />
        </dd>
      </div>
    </dl>
  )
}

function Events({ events, shell }: RunView) {
  return (
    <Panel id="events" title="Events">
      {events.length === 0 ? <p class="quiet">It has changed nothing yet.</p> : null}
      <ul class="events">
        {events.map((event) => (
          <li id={`event-${event.id}`}>
            <span class="quiet">{event.position}</span>
            <code>{event.name}</code>
            <span class="quiet">
              <Ago at={event.at} frame={shell} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
