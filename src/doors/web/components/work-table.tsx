import { formatDuration } from '../format.ts'
import type { WorkRow } from '../views/company.ts'
import { Badge } from './badge.tsx'
import { MoneyCell } from './money.tsx'
import { RowHead, Table } from './table.tsx'
import { Ago, type TimeFrame } from './time.tsx'

const columns = [
  { text: 'Work' },
  { text: 'State' },
  { text: 'Took', number: true, wide: true },
  { text: 'Cost', number: true, wide: true },
  { text: 'When', number: true },
]

/** Runs, newest first: who did what, how it went, what it cost. */
export function WorkTable({ rows, frame, caption }: { rows: readonly WorkRow[]; frame: TimeFrame; caption: string }) {
  return (
    <Table caption={caption} columns={columns}>
      {rows.map((row) => (
        <tr id={`run-${row.id}`}>
          <RowHead href={row.href} note={row.role}>
            {row.what}
          </RowHead>
          <td>
            <Badge {...row.state} />
          </td>
          <td class="number wide">{row.durationMs === undefined ? '' : formatDuration(row.durationMs)}</td>
          <MoneyCell of={row.cost} wide />
          <td class="number quiet">
            <Ago at={row.at} frame={frame} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
