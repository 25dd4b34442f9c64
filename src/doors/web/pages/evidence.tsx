import type { PropsWithChildren } from 'hono/jsx'
import { OneAct } from '../components/act.tsx'
import { ToneDot } from '../components/badge.tsx'
import { Journal } from '../components/journal.tsx'
import { Machine, shortDigest } from '../components/machine.tsx'
import { Mail } from '../components/mail.tsx'
import { Amount } from '../components/money.tsx'
import { Ago, Due, Moment } from '../components/time.tsx'
import { paths } from '../paths.ts'
import type { ShellView } from '../views/shared.ts'
import type { EvidenceView, Fact } from '../views/waiting.ts'

/** All that one decision rests on, and the three ways to answer it. */
export function Evidence({ evidence, shell }: { evidence: EvidenceView; shell: ShellView }) {
  const { item } = evidence
  return (
    <article class="evidence" id={`evidence-${item.id}`} aria-labelledby="evidence-title" tabindex={-1} data-evidence>
      <a class="evidence-back" href={paths.waiting}>
        All decisions
      </a>
      <header>
        <p class="quiet">
          {item.company} · {item.role} · asked <Ago at={evidence.asked} frame={shell} />
        </p>
        <h2 id="evidence-title">
          <bdi>{item.act}</bdi>
        </h2>
        {evidence.amount ? (
          <p class="evidence-amount">
            <Amount of={evidence.amount} big />
          </p>
        ) : null}
        <p class="why">{item.why}</p>
      </header>
      <Answers evidence={evidence} csrf={shell.csrf} />
      {evidence.dryRun ? (
        <Part title="If you approve">
          <p class="dry-run">
            <ToneDot tone={evidence.dryRun.tone} />
            <span>{evidence.dryRun.text}</span>
          </p>
        </Part>
      ) : null}
      <Part title="Facts">
        <Facts evidence={evidence} shell={shell} />
      </Part>
      {evidence.journal ? (
        <Part title="Entry that would be posted">
          <Journal caption="Proposed entry" lines={evidence.journal} />
        </Part>
      ) : null}
      {evidence.mail ? (
        <Part title={evidence.mail.title}>
          <Mail mail={evidence.mail} />
        </Part>
      ) : null}
      {evidence.policy ? <Policy policy={evidence.policy} /> : null}
    </article>
  )
}

function Policy({ policy }: { policy: NonNullable<EvidenceView['policy']> }) {
  return (
    <Part title="Policy that asks for you">
      <p>{policy.says}</p>
      <pre class="policy" tabindex={0} aria-label={policy.where}>
        <span class="quiet">{policy.where}</span>
        {'\n'}
        {policy.text}
      </pre>
    </Part>
  )
}

function Answers({ evidence, csrf }: { evidence: EvidenceView; csrf: string }) {
  const { item, approve, decline, later } = evidence
  return (
    <div class="answers">
      {approve ? (
        <OneAct act={{ look: 'primary', ...approve }} csrf={csrf} hotkey="A" id={`approve-${item.id}`} />
      ) : null}
      {decline ? <OneAct act={decline} csrf={csrf} hotkey="D" id={`decline-${item.id}`} /> : null}
      {later ? (
        <a class="button plain" href={later} data-key="h">
          Later<kbd aria-hidden="true">H</kbd>
        </a>
      ) : null}
    </div>
  )
}

function Facts({ evidence, shell }: { evidence: EvidenceView; shell: ShellView }) {
  const { item, expires, run } = evidence
  return (
    <dl class="facts">
      {evidence.facts.map((fact) => (
        <FactLine {...fact} />
      ))}
      {item.due ? (
        <div>
          <dt>Due</dt>
          <dd>
            <Due date={item.due} frame={shell} />
          </dd>
        </div>
      ) : null}
      {expires ? (
        <div>
          <dt>Asks until</dt>
          <dd>
            <Moment at={expires} frame={shell} />
          </dd>
        </div>
      ) : null}
      {run ? <FactLine label="Run" value={run.title} href={run.href} /> : null}
      {evidence.digest ? (
        <div>
          <dt>Digest of this act</dt>
          <dd>
            <Machine value={evidence.digest} shown={shortDigest(evidence.digest)} what="the digest" />
          </dd>
        </div>
      ) : null}
    </dl>
  )
}

function FactLine({ label, value, machine, href }: Fact) {
  const text = <bdi>{value}</bdi>
  return (
    <div>
      <dt>{label}</dt>
      <dd>{machine ? <Machine value={value} what={label} /> : href ? <a href={href}>{text}</a> : text}</dd>
    </div>
  )
}

function Part({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  )
}
