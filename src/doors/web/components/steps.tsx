import { formatDuration } from '../format.ts'
import type { StepView } from '../views/work.ts'
import { Amount } from './money.tsx'

/** The steps of a run in order, with what went in and out folded. */
export function Steps({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li class={`step ${step.state}`} id={`step-${index}`}>
          <span class="step-mark" aria-hidden="true" />
          <div class="step-line">
            <span class="step-name">{step.name}</span>
            <span class="step-state">{step.state}</span>
            <span class="step-cost">{step.cost ? <Amount of={step.cost} /> : null}</span>
            <span class="step-time">{step.durationMs === undefined ? '' : formatDuration(step.durationMs)}</span>
          </div>
          {step.note ? <p class="step-note">{step.note}</p> : null}
          {step.retries > 0 ? <p class="step-note">Tried {step.retries + 1} times.</p> : null}
          {step.error ? <p class="step-error">{step.error}</p> : null}
          <Folded id={`step-${index}-input`} title="Input" text={step.input} />
          <Folded id={`step-${index}-output`} title="Output" text={step.output} />
        </li>
      ))}
    </ol>
  )
}

function Folded({ id, title, text }: { id: string; title: string; text: string | undefined }) {
  if (text === undefined) return null
  return (
    <details class="folded" id={id}>
      <summary>{title}</summary>
      <pre tabindex={0}>{text}</pre>
    </details>
  )
}
