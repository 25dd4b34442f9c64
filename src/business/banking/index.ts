export { readCamt053, type StatementPart } from './camt053.ts'
export { fingerprinter, lineFingerprints } from './line-fingerprints.ts'
export {
  type BankCode,
  type BatchedPayment,
  balanceDifference,
  type BookedTotal,
  type Counterparty,
  type LineStatus,
  type StatementAccount,
  type StatementHeader,
  type StatementLine,
} from './statement.ts'
export { bookLine, bookLines, lineUnknown } from './book-lines.ts'
export { closeMonth } from './close-month.ts'
export { importStatement, statementImported } from './import-statement.ts'
export { type BankLine, bankLines, statements } from './line.ts'
export { bankingMigrations } from './migrations.ts'
