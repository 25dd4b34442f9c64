import { digestOf, printMoney } from '#kernel'
import type { StatementLine } from './statement.ts'

/**
 * Identities of statement lines for one account, in the order of the lines: what the bank's reference (with day and
 * amount), or without one the day, the amount and the normalised text, hash to; then which of the equal lines it is.
 * A file read twice gives the same identities; two true twins give two, in every file that holds their whole day.
 * A pending line and its booking differ: replacing the one by the other is a decision, not an accident.
 */
export function lineFingerprints(lines: readonly StatementLine[]): string[] {
  return lines.map(fingerprinter())
}

/** The same for lines that stream by: call the function on each line of a file, in order. */
export function fingerprinter(): (line: StatementLine) => string {
  const seen = new Map<string, number>()
  return (line) => {
    const key = lineIdentity(line)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return `${key}#${count}`
  }
}

/** What a line shares with its true twins only; which of them it is, whoever sees all of them must count. */
export function lineIdentity(line: StatementLine): string {
  return digestOf(identityOf(line))
}

function identityOf(line: StatementLine): readonly string[] {
  const shared = [line.status, line.bookingDay, printMoney(line.amount)]
  if (line.bankReference !== undefined) return [...shared, 'reference', line.bankReference]
  const { name = '', iban = '', account = '' } = line.counterparty
  const texts = [name, iban, account, line.endToEndId ?? '', line.remittance, line.bankNote ?? '']
  return [...shared, 'text', normalise(texts.join(' '))]
}

/** Letters and digits only, in capitals: banks break, pad and re-case the same text differently. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
