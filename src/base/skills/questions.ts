import { textLimit, wordsOf } from './features.ts'

/** A line or sentence that greets, thanks or signs has at most so many words. */
const courtesyWords = 6
/** A last line with so few words, after a full stop, is the writer's name. */
const nameWords = 3
/** A question with so few words that says `it` or `that` means the sentence before. */
const pointingWords = 6

const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüß gott|tere|tervist)(?!\p{L})/iu
const farewell =
  /^(?:(?:best|kind|warm|kindest|many|with)? ?(?:regards|wishes|thanks)|best|cheers|sincerely|yours|thank you|thx|mit (?:freundlichen|besten|lieben)|(?:freundliche|viele|liebe|beste|herzliche) grüße|(?:vielen|herzlichen|besten|lieben)? ?dank|danke|mfg|lg|vg|parimat|tervitades|lugupidamisega|aitäh|tänan|sent from my|(?:von meinem|gesendet von|get outlook))(?!\p{L})/iu
const asks =
  /^(?:and|also|und|außerdem|ps:?)?,? ?(?:how|what|when|where|which|who|whose|why|can|could|may|will|would|do|does|did|is|are|has|have|wie|was|wann|wo|wohin|welche[rsmn]?|wer|warum|wieso|kann|können|könnte[n]?|darf|dürfen|haben sie|hat|ist|sind|gibt es|muss|bieten sie|nehmen sie|liefern sie)(?!\p{L})/iu
const requests =
  /(?<!\p{L})(?:please|bitte|i (?:want|need|would like|wish)|i'd like|we (?:want|need|would like)|ich (?:möchte|will|brauche|hätte gern|würde gern)|wir (?:möchten|brauchen|wollen))(?!\p{L})/iu
const points = /(?<!\p{L})(?:it|that|this|these|them|those|es|das|dies|diese[rsnm]?|dafür|damit)(?!\p{L})/iu
const joint =
  /[,;]? (?=(?:and|und) (?:also |auch )?(?:how|what|when|where|which|can|could|may|do|does|is|are|wie|was|wann|wo|welche[rsmn]?|kann|können|ist|sind|haben|gibt)(?!\p{L}))/giu

/** One thing that a mail asks, with the sentences that lead up to it. */
export type Asked = { readonly text: string; readonly sentences: readonly string[] }

/** The parts of a mail's plain text that want an answer, in order; without greeting, thanks, signature and quotes. */
export function questionsIn(text: string): Asked[] {
  const asked: string[][] = []
  let before: string[] = []
  for (const sentence of sentencesOf(bodyOf(text.slice(0, textLimit)))) {
    const last = asked.at(-1)
    if (last && before.length === 0 && pointsBack(sentence) && !last.at(-1)?.endsWith('?')) {
      last.push(sentence)
    } else if (wantsAnswer(sentence)) {
      asked.push([...before, sentence])
      before = []
    } else {
      before.push(sentence)
    }
  }
  const last = asked.at(-1)
  if (last) last.push(...before)
  else if (before.length > 0) asked.push(before)
  return asked.map((sentences) => ({ text: sentences.join(' '), sentences }))
}

/** Lines of the writer's own: no quotes, nothing below `-- `, no greeting; after a farewell only what still asks. */
function bodyOf(text: string): string {
  const kept: string[] = []
  let parting = false
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trimEnd() === '--') break
    if (line.startsWith('>')) continue
    const own = withoutGreeting(line.trim())
    if (isFarewell(own)) parting = true
    else if (!parting || wantsAnswer(own) || wordsOf(own).length > courtesyWords) kept.push(own)
  }
  return withoutName(kept.filter((line, i) => line !== '' || kept[i - 1] !== '')).join('\n')
}

function withoutName(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line !== '')
  const last = lines[end] ?? ''
  const before = lines.slice(0, Math.max(0, end)).findLast((line) => line !== '')
  const isName = wordsOf(last).length <= nameWords && /[\p{L},]$/u.test(last) && !wantsAnswer(last)
  return isName && before !== undefined && /[.!?]$/.test(before) ? lines.slice(0, end) : lines
}

function withoutGreeting(line: string): string {
  if (!greeting.test(line)) return line
  if (wordsOf(line).length <= courtesyWords && !line.includes('?')) return ''
  const comma = line.search(/[,!:–]/)
  const opening = comma < 0 ? '' : line.slice(0, comma)
  return opening !== '' && wordsOf(opening).length <= courtesyWords ? line.slice(comma + 1).trim() : line
}

/** A line that goes on in the next one is one sentence; a blank line, a bullet or `. ! ?` ends it. */
function sentencesOf(body: string): string[] {
  const flowing = body.replace(/\n(?!\n|\s*(?:[-*•]|\d+[.)])\s)/g, ' ')
  return flowing
    .split(/(?<=[.!?])\s+|\n+/)
    .flatMap((sentence) => (wantsAnswer(sentence.trim()) ? sentence.split(joint) : [sentence]))
    .map((sentence) => sentence.replace(/^\s*(?:[-*•]|\d+[.)])\s/, '').trim())
    .filter((sentence) => wordsOf(sentence).length > 0 && !isFarewell(sentence))
}

function wantsAnswer(sentence: string): boolean {
  return sentence.endsWith('?') || asks.test(sentence) || requests.test(sentence)
}

function pointsBack(sentence: string): boolean {
  return sentence.endsWith('?') && points.test(sentence) && wordsOf(sentence).length <= pointingWords
}

function isFarewell(sentence: string): boolean {
  return farewell.test(sentence) && wordsOf(sentence).length <= courtesyWords && !sentence.endsWith('?')
}
