import type { PropsWithChildren } from 'hono/jsx'
import type { Path } from '../views/shared.ts'

/** `wide` columns are left out on a narrow screen. */
export type Column = {
  readonly text: string
  readonly number?: boolean
  readonly wide?: boolean
  readonly unseen?: boolean
}

export function Table({
  caption,
  columns,
  children,
}: PropsWithChildren<{ caption: string; columns: readonly Column[] }>) {
  return (
    <table>
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" class={cellClass(column)}>
              {column.unseen ? <span class="unseen">{column.text}</span> : column.text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

/** The cell that names its row; its link covers the whole row. */
export function RowHead({ href, note, children }: PropsWithChildren<{ href?: Path | undefined; note?: string }>) {
  return (
    <th scope="row">
      {href ? (
        <a class="row-link" href={href} data-row>
          {children}
        </a>
      ) : (
        children
      )}
      {note ? <span class="row-note">{note}</span> : null}
    </th>
  )
}

function cellClass({ number, wide }: Column): string | undefined {
  return [number ? 'number' : '', wide ? 'wide' : ''].filter(Boolean).join(' ') || undefined
}
