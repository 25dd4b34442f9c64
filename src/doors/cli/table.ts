/** Columns of text; those named in `right` are figures. Cells are cut at `widest`. */
export function table(
  rows: readonly (readonly string[])[],
  { right = [], indent = '', widest = 72 }: { right?: readonly number[]; indent?: string; widest?: number } = {},
): string[] {
  const cells = rows.map((row) => row.map((cell) => cut(cell, widest)))
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, widthOf(cell))), [])
  return cells.map((row) => {
    const line = row.map((cell, i) => {
      const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)))
      return right.includes(i) ? gap + cell : cell + gap
    })
    return (indent + line.join('  ')).trimEnd()
  })
}

function cut(cell: string, widest: number): string {
  const line = cell.replaceAll(/\s*\n\s*/g, ' ')
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line
}

function widthOf(cell: string): number {
  return Array.from(cell).length
}
