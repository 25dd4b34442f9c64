import { ReasonedAct } from '../components/act.tsx'
import { Badge } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Journal } from '../components/journal.tsx'
import { Machine, shortDigest } from '../components/machine.tsx'
import { Panel } from '../components/panel.tsx'
import { Moment } from '../components/time.tsx'
import { formatDay } from '../format.ts'
import type { EntryView } from '../views/books.ts'

/** One entry: both sides, where it comes from, who posted it, and the counterparty's mirror of it. */
export function EntryPage(view: EntryView) {
  const { shell, company, mirror } = view
  return (
    <CompanyFrame shell={shell} company={company} tab="Books" title={view.text}>
      <header class="screen-head">
        <div class="company-name">
          <h1 class="title">
            <bdi>{view.text}</bdi>
          </h1>
          <Badge {...view.state} />
        </div>
        <p class="quiet">{formatDay(view.date)}</p>
      </header>
      {view.reversal ? (
        <p class="why">
          <a href={view.reversal.href}>{view.reversal.text}</a>
        </p>
      ) : null}
      <div class={mirror ? 'halves' : ''}>
        <Panel id="postings" title={mirror ? `In the books of ${company.name}` : 'Postings'}>
          <Journal caption="Postings of this entry" lines={view.postings} />
        </Panel>
        {mirror ? (
          <Panel
            id="mirror"
            title={`In the books of ${mirror.company}`}
            beside={<MirrorBadge agrees={mirror.agrees} />}
          >
            <Journal caption={`The mirror entry of ${mirror.company}`} lines={mirror.postings} />
          </Panel>
        ) : null}
      </div>
      <div class="halves">
        <Source source={view.source} />
        <Origin {...view} />
      </div>
      {view.reverse ? (
        <div class="answers">
          <ReasonedAct act={view.reverse} csrf={shell.csrf} id="reverse" />
        </div>
      ) : null}
    </CompanyFrame>
  )
}

function MirrorBadge({ agrees }: { agrees: boolean }) {
  return <Badge tone={agrees ? 'good' : 'bad'} text={agrees ? 'agrees' : 'differs'} />
}

function Source({ source }: { source: EntryView['source'] }) {
  return (
    <Panel id="source" title="Source document">
      {source ? (
        <>
          <p>
            <a href={source.href}>
              <bdi>{source.text}</bdi>
            </a>
          </p>
          {source.preview ? (
            <pre class="policy" tabindex={0}>
              {source.preview}
            </pre>
          ) : null}
        </>
      ) : (
        <p class="quiet">This entry was written by hand; it has no document.</p>
      )}
    </Panel>
  )
}

function Origin({ shell, id, postedBy, digest }: EntryView) {
  return (
    <Panel id="origin" title="How it came here">
      <dl class="facts">
        <div>
          <dt>Posted by</dt>
          <dd>{postedBy.run ? <a href={postedBy.run}>{postedBy.actor}</a> : postedBy.actor}</dd>
        </div>
        <div>
          <dt>At</dt>
          <dd>
            <Moment at={postedBy.at} frame={shell} />
          </dd>
        </div>
        <div>
          <dt>Command</dt>
          <dd>
            <code>{postedBy.command}</code>
          </dd>
        </div>
        <div>
          <dt>Entry</dt>
          <dd>
            <Machine value={id} what="the entry's id" />
          </dd>
        </div>
        {digest ? (
          <div>
            <dt>Document</dt>
            <dd>
              <Machine value={digest} shown={shortDigest(digest)} what="the document's SHA-256" />
            </dd>
          </div>
        ) : null}
      </dl>
    </Panel>
  )
}
