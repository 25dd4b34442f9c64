import type { FigureView } from '../views/shared.ts'
import { Value } from './money.tsx'

/** Figures in a row; each leads to the rows behind it. */
export function Figures({ figures, label }: { figures: readonly FigureView[]; label: string }) {
  return (
    <ul class="figures" aria-label={label}>
      {figures.map((figure) => (
        <li>
          <a class="figure" href={figure.href}>
            <span class="figure-label">{figure.label}</span>
            <span class={`figure-value ${figure.tone ?? ''}`.trim()}>
              <Value of={figure.value} big />
            </span>
            <span class="figure-note">{figure.note ?? '\u00a0'}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
