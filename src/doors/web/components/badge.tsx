import type { BadgeView, Tone } from '../views/shared.ts'

const spoken: Readonly<Record<Tone, string>> = {
  good: 'all well',
  warn: 'needs a look',
  bad: 'in trouble',
  neutral: 'quiet',
}

export function Badge({ tone, text }: BadgeView) {
  return <span class={`badge ${tone}`}>{text}</span>
}

/** A tone as a dot, with its meaning in words for those who do not see colours. */
export function ToneDot({ tone }: { tone: Tone }) {
  return (
    <>
      <span class={`dot ${tone}`} aria-hidden="true" />
      <span class="unseen">({spoken[tone]}) </span>
    </>
  )
}
