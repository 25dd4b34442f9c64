import { type Refusal, refuse } from '#kernel'
import { mailLimits } from './message.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const dash = 0x2d
/** RFC 2046, 5.1.1 allows 70; more is read, for the sake of odd senders. */
const maxDelimiterChars = 300
const maxContentTypeChars = 4_000

/** An open multipart, or an attached mail (which has no delimiter of its own). */
type Level = { readonly opens: string | undefined; readonly closes: string | undefined }

type Scan = {
  lines: number
  headerBytes: number
  parts: number
  levels: Level[]
  inHeader: boolean
  contentType: string
  inContentType: boolean
}

/**
 * Measures a mail in one pass over its bytes and keeps nothing, before a parser builds anything from it.
 * Refuses what is above `mailLimits`.
 */
export function checkShape(raw: Uint8Array): Refusal | undefined {
  if (raw.length > mailLimits.bytes) return tooMuch('mail-too-big', 'bytes', raw.length, mailLimits.bytes)
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const scan: Scan = {
    lines: 0,
    headerBytes: 0,
    parts: 1,
    levels: [],
    inHeader: true,
    contentType: '',
    inContentType: false,
  }
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(lineFeed, at)
    const next = feed < 0 ? bytes.length : feed + 1
    readLine(scan, bytes, at, feed < 0 ? next : feed)
    const over = overLimit(scan)
    if (over) return over
    at = next
  }
  return undefined
}

function overLimit({ lines, headerBytes, levels, parts }: Scan): Refusal | undefined {
  if (lines > mailLimits.lines) return tooMuch('mail-too-many-lines', 'lines', lines, mailLimits.lines)
  if (headerBytes > mailLimits.headerBytes)
    return tooMuch('mail-headers-too-big', 'bytes of headers', headerBytes, mailLimits.headerBytes)
  if (levels.length > mailLimits.depth)
    return tooMuch('mail-too-deep', 'parts inside one another', levels.length, mailLimits.depth)
  if (parts > mailLimits.parts) return tooMuch('mail-too-many-parts', 'parts', parts, mailLimits.parts)
  return undefined
}

function readLine(scan: Scan, bytes: Buffer, start: number, feed: number): void {
  let end = feed
  while (end > start && bytes[end - 1] === carriageReturn) end--
  scan.lines++
  if (bytes[start] === dash && bytes[start + 1] === dash && readDelimiter(scan, bytes, start, end)) return
  if (scan.inHeader) readHeaderLine(scan, bytes, start, end)
}

/** Returns true when the line opens or closes a part. */
function readDelimiter(scan: Scan, bytes: Buffer, start: number, end: number): boolean {
  if (scan.levels.length === 0 || end - start > maxDelimiterChars) return false
  const line = latin1(bytes, start, end).trimEnd()
  const index = scan.levels.findLastIndex(({ opens, closes }) => line === opens || line === closes)
  if (index < 0) return false
  const closes = line === scan.levels[index]?.closes
  scan.levels.length = closes ? index : index + 1
  scan.parts += closes ? 0 : 1
  startHeader(scan, !closes)
  return true
}

function startHeader(scan: Scan, inHeader: boolean): void {
  scan.inHeader = inHeader
  scan.contentType = ''
  scan.inContentType = false
}

function readHeaderLine(scan: Scan, bytes: Buffer, start: number, end: number): void {
  scan.headerBytes += end - start
  if (end === start) return endHeader(scan)
  const folded = bytes[start] === 0x20 || bytes[start] === 0x09
  if (!folded) {
    const isFirst = scan.contentType === ''
    scan.inContentType = isFirst && /^content-type[ \t]*:/i.test(latin1(bytes, start, Math.min(end, start + 40)))
  }
  if (scan.inContentType && scan.contentType.length < maxContentTypeChars)
    scan.contentType += latin1(bytes, start, Math.min(end, start + maxContentTypeChars))
}

function endHeader(scan: Scan): void {
  const type = scan.contentType.slice('content-type'.length).replace(/^[ \t]*:\s*/, '')
  const [, quoted, token] = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(type) ?? []
  const boundary = quoted ?? token
  startHeader(scan, false)
  const opens = `--${boundary?.trimEnd()}`
  if (/^multipart\//i.test(type) && boundary) scan.levels.push({ opens, closes: `${opens}--` })
  if (!/^message\/rfc822/i.test(type)) return
  scan.levels.push({ opens: undefined, closes: undefined })
  startHeader(scan, true)
}

function latin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end)
}

function tooMuch(kind: string, what: string, found: number, limit: number): Refusal {
  return refuse(kind, {
    message: `This mail has ${found} ${what}; up to ${limit} are read, so it was not opened.`,
    fix: 'Look at it in quarantine, or ask the sender for a smaller one.',
    facts: { found, limit },
  })
}
