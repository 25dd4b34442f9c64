import {
  attributionLines,
  completesHeaderBlock,
  headerBlockLines,
  isAttribution,
  isQuoted,
  isSenderField,
  isSignOff,
  isUnderscores,
  lineLook,
  mayStartAttribution,
  opensHistory,
  opensSignature,
} from './quote-marks.ts'

export type ReplyParts = {
  /** What the sender wrote now; empty when the mail only forwards or quotes. */
  readonly reply: string
  readonly quoted: string
  readonly signature: string
}

/** Counts the characters looked at: the proof that the work grows with the mail and not with its square. */
export type Meter = { chars: number }

type Mark = { kind: 'text' | 'quote' | 'signature' | 'history' | 'attribution'; lines: number }
type Mode = 'new' | 'signature' | 'history'
type Parts = { new: string[]; quoted: string[]; signature: string[] }

const signOffLines = 10

/** Divides a mail's text into what is new, what is quoted and the signature; linear in its length. */
export function splitReply(text: string, meter: Meter = { chars: 0 }): ReplyParts {
  const lines = text.split('\n')
  const parts: Parts = { new: [], quoted: [], signature: [] }
  let mode: Mode = 'new'
  for (let at = 0; at < lines.length;) {
    // Once history has begun nothing can end it, so its lines are not even looked at.
    const mark: Mark = mode === 'history' ? { kind: 'history', lines: lines.length - at } : markAt(lines, at, meter)
    mode = nextMode(mode, mark, lines, at)
    const place = parts[placeOf(mode, mark)]
    for (const end = at + mark.lines; at < end; at++) place.push(lines[at] ?? '')
  }
  splitSignOff(parts, meter)
  return { reply: joined(parts.new), quoted: joined(parts.quoted), signature: joined(parts.signature) }
}

function placeOf(mode: Mode, { kind }: Mark): keyof Parts {
  if (mode === 'history' || kind === 'quote' || kind === 'attribution') return 'quoted'
  return mode
}

function nextMode(mode: Mode, mark: Mark, lines: readonly string[], at: number): Mode {
  if (mark.kind === 'history' || mark.kind === 'signature') return mark.kind
  if (mark.kind === 'quote' && mode === 'signature') return 'history'
  if (mark.kind !== 'attribution') return mode
  // Quoted with ">" the sender may answer below or between; without it, everything that follows is old.
  return mode === 'new' && quotesFollow(lines, at + mark.lines) ? 'new' : 'history'
}

function markAt(lines: readonly string[], at: number, meter: Meter): Mark {
  const line = look(lines, at, meter)
  if (isQuoted(line)) return { kind: 'quote', lines: 1 }
  if (opensHistory(line) || opensHeaderBlock(lines, at, meter)) return { kind: 'history', lines: 1 }
  const attribution = mayStartAttribution(line) ? attributionLength(lines, at, meter) : 0
  if (attribution > 0) return { kind: 'attribution', lines: attribution }
  return { kind: opensSignature(line) ? 'signature' : 'text', lines: 1 }
}

/** Outlook: a rule of underscores or nothing, then From, Sent, To, Subject. */
function opensHeaderBlock(lines: readonly string[], at: number, meter: Meter): boolean {
  const from = isUnderscores(look(lines, at, meter)) ? at + 1 : at
  if (!isSenderField(look(lines, from, meter))) return false
  return completesHeaderBlock(range(lines, from + 1, headerBlockLines, meter))
}

function attributionLength(lines: readonly string[], at: number, meter: Meter): number {
  const words: string[] = []
  for (let count = 1; count <= attributionLines; count++) {
    const line = look(lines, at + count - 1, meter).trim()
    if (line === '') return 0
    words.push(line)
    if (line.endsWith(':') && isAttribution(words.join(' '))) return count
  }
  return 0
}

function quotesFollow(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at, at + attributionLines).find((line) => line.trim() !== '')
  return next !== undefined && isQuoted(next)
}

/** "Best regards, Mari" at the very end belongs to the signature, when something stands above it. */
function splitSignOff(parts: Parts, meter: Meter): void {
  const last = parts.new.findLastIndex((line) => line.trim() !== '')
  for (let at = last, seen = 0; at > 0 && seen < signOffLines; at--, seen++) {
    if (!isSignOff(look(parts.new, at, meter))) continue
    parts.signature = parts.new.splice(at).concat(parts.signature)
    return
  }
}

function range(lines: readonly string[], from: number, count: number, meter: Meter): string[] {
  return lines.slice(from, from + count).map((_, index) => look(lines, from + index, meter))
}

function look(lines: readonly string[], at: number, meter: Meter): string {
  const line = (lines[at] ?? '').slice(0, lineLook)
  meter.chars += line.length
  return line
}

function joined(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
}
