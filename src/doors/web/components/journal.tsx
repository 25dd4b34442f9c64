import { sum } from '#kernel'
import type { PostingRow } from '../views/books.ts'
import type { JournalLine } from '../views/waiting.ts'
import { MoneyCell } from './money.tsx'
import { Table } from './table.tsx'

type JournalProps = { caption: string; lines: readonly (JournalLine | PostingRow)[] }

/** Both sides of an entry, with their totals when all lines have one currency. */
export function Journal({ caption, lines }: JournalProps) {
  const columns = [{ text: 'Account' }, { text: 'Debit', number: true }, { text: 'Credit', number: true }]
  return (
    <Table caption={caption} columns={columns}>
      {lines.map((line) => (
        <tr>
          <th scope="row">
            <Account line={line} />
          </th>
          <MoneyCell of={line.debit} />
          <MoneyCell of={line.credit} />
        </tr>
      ))}
      <Totals lines={lines} />
    </Table>
  )
}

function Account({ line }: { line: JournalLine | PostingRow }) {
  const name = (
    <>
      {'code' in line ? <span class="code">{line.code}</span> : null}
      {line.account}
    </>
  )
  return line.href ? <a href={line.href}>{name}</a> : name
}

function Totals({ lines }: Pick<JournalProps, 'lines'>) {
  const debits = lines.flatMap((line) => line.debit ?? [])
  const credits = lines.flatMap((line) => line.credit ?? [])
  const [first, ...others] = [...debits, ...credits]
  if (!first || others.some((other) => other.currency !== first.currency)) return null
  return (
    <tr class="total">
      <th scope="row">Total</th>
      <MoneyCell of={sum(debits, first.currency)} />
      <MoneyCell of={sum(credits, first.currency)} />
    </tr>
  )
}
