/** How mail programs announce what they quote and sign with, in English, German and Estonian. */

/** Longer lines are judged by their beginning, so that no line costs more than this. */
export const lineLook = 300
/** An attribution ("On … wrote:") may be folded over so many lines. */
export const attributionLines = 3
/** An Outlook block has From, Sent, To, Cc, Subject within so many lines. */
export const headerBlockLines = 6

const originalMessage =
  /^[-_*= ]{2,40}(original message|forwarded message|original-?nachricht|ursprüngliche nachricht|weitergeleitete nachricht|algne (sõnum|kiri)|edastatud (sõnum|kiri))[-_*=: ]{0,40}$/i
const forwarded = /^(begin forwarded message|anfang der weitergeleiteten nachricht|edastatud kirja algus):?$/i
const sender = /^\*{0,2}(from|von|saatja|kellelt):\*{0,2} ?\S/i
const subject = /^\*{0,2}(subject|betreff|teema):/i
const otherField = /^\*{0,2}(sent|date|to|gesendet|datum|an|saadetud|kuupäev|adressaat|saaja|kellele):/i
const underscores = /^_{20,}$/

const attributionStart = /^(on |am |kontakt |kuupäeval |ühel |[etknrlp], ?\d|\d{1,4}[.\-/ ]|.{1,100}schrieb (am|um) )/i
const estonianStart = /^(kontakt|kuupäeval|ühel|[etknrlp],|\d)/
/** The name and address at the end of an attribution fit in so many characters. */
const attributionTail = 300

const device =
  /^(sent from my |sent via |get outlook for |von meinem .{2,40} gesendet|gesendet (von|mit) |diese nachricht wurde von meinem |saadetud minu |saadetud telefonist)/i
const signOff =
  /^(best( regards| wishes)?|kind regards|(with )?(best|kind|warm) regards|regards|cheers|sincerely|yours (sincerely|truly)|thanks|thank you|many thanks|mit (freundlichen|besten|herzlichen|lieben) grüßen|(viele|beste|liebe|freundliche|schöne|herzliche) grüße|(lieben|besten|schönen) gruß|mfg|lg|vg|parimate? soovi(dega|des)?|parimat|lugupidamisega|tervitades|tervitustega|heade soovidega)[ ,.!]{0,3}$/i

export function isQuoted(line: string): boolean {
  return /^ {0,3}>/.test(line)
}

export function opensHistory(line: string): boolean {
  const text = line.trim()
  return originalMessage.test(text) || forwarded.test(text)
}

export function isSenderField(line: string): boolean {
  return sender.test(line.trim())
}

export function isUnderscores(line: string): boolean {
  return underscores.test(line.trim())
}

/** The lines after "From:": a subject and one more field make them the head of an older mail. */
export function completesHeaderBlock(lines: readonly string[]): boolean {
  return lines.some((line) => subject.test(line.trim())) && lines.some((line) => otherField.test(line.trim()))
}

export function mayStartAttribution(line: string): boolean {
  return attributionStart.test(line.trim())
}

/** Plain searches, because patterns with two gaps take quadratic time on hostile lines. Each has a date. */
export function isAttribution(text: string): boolean {
  const line = text.toLowerCase()
  if (!line.endsWith(':') || !/\d/.test(line)) return false
  const tail = line.slice(-attributionTail)
  if (line.startsWith('on ') && line.endsWith(' wrote:')) return true
  if (line.startsWith('am ') && tail.includes(' schrieb ')) return true
  if (tail.includes(' schrieb am ') || tail.includes(' schrieb um ')) return true
  return tail.includes(' kirjutas') && estonianStart.test(line)
}

export function opensSignature(line: string): boolean {
  return line.trimEnd() === '--' || device.test(line.trim())
}

export function isSignOff(line: string): boolean {
  return signOff.test(line.trim())
}
