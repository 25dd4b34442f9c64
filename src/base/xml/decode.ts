import { type Refusal, refuse, Refused } from '#kernel'

/** Turns the bytes of a document into text with `\n` line ends. Both methods throw `Refused`. */
export type XmlDecoder = { decode(bytes: Uint8Array): string; end(): string }

/** Bytes looked at for a declaration before we decide. */
const headBytes = 256

/** Code points of the bytes 80–9F in Windows-1252. (Node's own decoder reads them as control characters.) */
const windows1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

/** Spellings of encodings. A declared UTF-16 in bytes that are plainly 8-bit is a known slip: it is UTF-8. */
const encodings: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['utf-16', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
])

export function xmlDecoder(): XmlDecoder {
  let head: Uint8Array | undefined = new Uint8Array()
  let decode: (bytes: Uint8Array, last: boolean) => string = () => ''
  const breaks = lineBreaks()
  const take = (bytes: Uint8Array, last: boolean): string => {
    if (!head) return breaks(decode(bytes, last), last)
    head = Buffer.concat([head, bytes])
    if (head.length < headBytes && !last) return ''
    const all = head
    head = undefined
    decode = decoderOf(encodingOf(all))
    return breaks(decode(all, last), last)
  }
  return { decode: (bytes) => take(bytes, false), end: () => take(new Uint8Array(), true) }
}

function encodingOf(head: Uint8Array): string {
  const [a, b, c] = head
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0x3c && b === 0) return 'utf-16le'
  if (a === 0 && b === 0x3c) return 'utf-16be'
  const start = Buffer.from(head.subarray(0, headBytes)).toString('latin1')
  const declared = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1]
  if (!declared) return 'utf-8'
  const known = encodings.get(declared.toLowerCase())
  if (!known) throw new Refused(wrongEncoding(`the document declares the encoding ${declared}, which is not read here`))
  return known
}

function decoderOf(encoding: string): (bytes: Uint8Array, last: boolean) => string {
  if (encoding === 'windows-1252') return decodeWindows1252
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes, last) => {
    const text = accept(() => decoder.decode(bytes, { stream: true }), wrongBytes(encoding))
    return last ? text + accept(() => decoder.decode(), cutCharacter) : text
  }
}

function accept(decode: () => string, otherwise: Refusal): string {
  try {
    return decode()
  } catch {
    throw new Refused(otherwise)
  }
}

function decodeWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return text.replaceAll(/[\u0080-\u009f]/g, (char) => windows1252.charAt(char.charCodeAt(0) - 0x80))
}

/** `\r\n` and `\r` become `\n` (XML 1.0, 2.11), also when a chunk ends between the two. */
function lineBreaks(): (text: string, last: boolean) => string {
  let held = ''
  return (text, last) => {
    let whole = held + text
    held = ''
    if (!whole.includes('\r')) return whole
    if (whole.endsWith('\r') && !last) {
      held = '\r'
      whole = whole.slice(0, -1)
    }
    return whole.replaceAll(/\r\n?/g, '\n')
  }
}

const cutCharacter = refuse('xml-truncated', {
  message: 'the document ends in the middle of a character',
  fix: 'fetch the whole file again',
})

function wrongBytes(encoding: string): Refusal {
  return wrongEncoding(`the document holds bytes that are not ${encoding.toUpperCase()}`)
}

function wrongEncoding(message: string): Refusal {
  return refuse('xml-encoding', { message, fix: 'ask the sender for UTF-8, or save the file as UTF-8' })
}
