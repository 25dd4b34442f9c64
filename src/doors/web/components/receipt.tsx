import type { ReceiptView } from '../views/shared.ts'
import { Value } from './money.tsx'

/** A calculation that can be opened; its last line is the result. */
export function Receipt({ id, receipt, open = false }: { id: string; receipt: ReceiptView; open?: boolean }) {
  return (
    <details class="receipt" id={id} open={open}>
      <summary>{receipt.title}</summary>
      <dl>
        {receipt.lines.map((line) => (
          <div>
            <dt>{line.href ? <a href={line.href}>{line.label}</a> : line.label}</dt>
            <dd>
              <Value of={line.value} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
