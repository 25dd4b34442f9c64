// What may end a header line, hide in a name or turn its reading direction: Cc, line separators, bidi controls.
const unsafeInLine = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const unsafeInText = /[^\P{Cc}\n\t]/gu
const loneSurrogate = /\p{Cs}/gu

/** One printable line: safe in a header, a list or a terminal. */
export function cleanLine(text: string, maxChars: number): string {
  const line = text.slice(0, maxChars).replace(loneSurrogate, '\ufffd').replace(unsafeInLine, ' ')
  return line.split(' ').filter(Boolean).join(' ')
}

/** Many lines ended by `\n`, without control characters (PostgreSQL stores no NUL) and half characters. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(loneSurrogate, '\ufffd').replace(unsafeInText, '')
}

/** True for text that would break out of its header line. */
export function breaksHeader(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text) || /\p{Cs}/u.test(text)
}

/** A bare name, without folders, leading dots and characters that file systems or eyes misread. */
export function cleanFilename(name: string, fallback: string): string {
  const bare = cleanLine(name.slice(0, 1_000), 1_000)
    .replace(/^.*[/\\]/, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+/, '')
  return bare.length <= 150 ? bare || fallback : shorten(bare)
}

function shorten(name: string): string {
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return name.slice(0, 130).replace(/\p{Cs}/gu, '') + ending
}
