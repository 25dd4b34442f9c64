export type FileKind = 'mail' | 'bank-statement' | 'invoice' | 'unknown'

/** So much of a file is looked at to tell what it is. */
export const sniffedBytes = 4_096

const messageRoots =
  /<(?:[\w.-]+:)?Document\b[^>]*urn:iso:std:iso:20022|<(?:[\w.-]+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)\b/
const invoiceRoots = /<(?:[\w.-]+:)?(?:Invoice|CreditNote|CrossIndustryInvoice)\b/
const headerLine = /^[A-Za-z][A-Za-z0-9-]{0,76}:/
const mailHeaders =
  /^(from|to|subject|date|received|message-id|return-path|mime-version|content-type|delivered-to|sender):/im

/** What a file is, by its first bytes; its name is a stranger's word and is not looked at. */
export function kindOf(head: Uint8Array): FileKind {
  const text = decoded(head)
  const start = text.replace(/^[\u{feff}\s]+/u, '')
  if (start.startsWith('<')) return xmlKind(start)
  return headerLine.test(start) && mailHeaders.test(start) ? 'mail' : 'unknown'
}

function xmlKind(text: string): FileKind {
  if (messageRoots.test(text)) return 'bank-statement'
  if (invoiceRoots.test(text)) return 'invoice'
  // A document type is refused by the reader of statements, with the reason; other XML is none of ours.
  return /<!DOCTYPE\s+(?:[\w.-]+:)?Document\b/.test(text) ? 'bank-statement' : 'unknown'
}

/** UTF-16 is told by its byte order mark or by the zeros between its letters; anything else shows its ASCII in Latin-1. */
function decoded(head: Uint8Array): string {
  const [first = 0, second = 0] = head
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return bytes.toString('utf16le')
  const even = bytes.length - (bytes.length % 2)
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
    return Buffer.from(bytes.subarray(0, even)).swap16().toString('utf16le')
  return bytes.toString('latin1').replace(/^\u{ef}\u{bb}\u{bf}/u, '')
}
