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
