/** Something in a file that a person has to mend: where, what was expected and found, and the fix. Lines and columns count from 1. */
export type Problem = {
  readonly file: string
  readonly line: number
  readonly column: number
  /** `offers[0].price.amount`, or empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly fix?: string
  /** The offending line, and below it a line with carets. */
  readonly excerpt: string
}

const excerptWidth = 100

/** The line of the text with carets under `length` characters from the column on; long lines are cut around it. */
export function excerpt(text: string, { line, column, length = 1 }: { line: number; column: number; length?: number }) {
  const whole = visible(text.split(/\r\n|\r|\n/, line)[line - 1] ?? '')
  const from = column <= excerptWidth ? 0 : column - excerptWidth / 2
  const shown = whole.slice(from, from + excerptWidth)
  const start = column - 1 - from
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - start)))
  const margin = String(line)
  return `${margin} | ${shown}\n${' '.repeat(margin.length)} | ${' '.repeat(start)}${carets}`
}

/** Problems as a person reads them, in the order of the file. */
export function printProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ file, line, column, message, fix, excerpt: lines }) => {
      const shown = lines === '' ? [] : lines.split('\n').map((one) => `  ${one}`)
      return [`${file}:${line}:${column}: ${message}`, ...shown, ...(fix === undefined ? [] : [`  Fix: ${fix}`])]
    })
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** Text of a stranger's file without what could steer a terminal or turn the reading direction. */
export function visible(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}
