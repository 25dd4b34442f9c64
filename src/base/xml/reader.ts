import sax from 'sax'
import { type Refusal, refuse, Refused } from '#kernel'
import type { XmlElement } from './element.ts'
import { tooLarge, type XmlLimits } from './limits.ts'
import { doctype, malformed, type Place, truncated, where } from './refusals.ts'

/**
 * Asked at each start tag that is not inside a collected subtree, with the local names from the root to it:
 * `collect` builds the subtree and yields it, `enter` yields its open and its close, `skip` yields neither.
 */
export type XmlPlan = (path: readonly string[]) => 'collect' | 'enter' | 'skip'

export type XmlEvent =
  | { readonly type: 'open'; readonly element: XmlElement }
  | { readonly type: 'element'; readonly element: XmlElement }
  | { readonly type: 'close'; readonly name: string }

/** Takes text piece by piece and gives the events so far. Both methods throw `Refused`; nothing may follow that. */
export type XmlReader = { write(text: string): void; end(): void; take(): XmlEvent[] }

/** The part of sax's parser that its types leave out. */
type Parser = sax.SAXParser & {
  doctype: string | true
  sgmlDecl: string
  entity: string
  ns: Record<string, string>
  attribList: readonly unknown[]
}
type Building = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: XmlElement[] }
type Reading = {
  readonly parser: Parser
  readonly plan: XmlPlan
  readonly limits: XmlLimits
  readonly path: string[]
  readonly entered: boolean[]
  readonly building: Building[]
  attributes: Map<string, string>
  events: XmlEvent[]
  elements: number
  chars: number
  rootSeen: boolean
  ending: boolean
}

/** Longest text given to sax at once: between two of them we look at what it has gathered. */
const pieceChars = 16_384
const noAttributes: Map<string, string> = new Map()
/** The two prefixes that need no declaration. */
const reservedPrefixes = {
  xml: { value: 'http://www.w3.org/XML/1998/namespace' },
  xmlns: { value: 'http://www.w3.org/2000/xmlns/' },
}
const notXmlChars = /[^\t\n\r\u0020-\ufffd]/

export function xmlReader(plan: XmlPlan, limits: XmlLimits): XmlReader {
  const parser = sax.parser(true, { xmlns: true, position: true }) as Parser
  parser.ns = Object.create(null, reservedPrefixes) as Parser['ns']
  // Without a prototype, so that `&constructor;` is not found on Object.
  parser.ENTITIES = Object.assign(Object.create(null), { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })
  const reading: Reading = {
    parser,
    plan,
    limits,
    path: [],
    entered: [],
    building: [],
    attributes: noAttributes,
    events: [],
    elements: 0,
    chars: 0,
    rootSeen: false,
    ending: false,
  }
  listen(reading)
  return {
    write: (text) => writePieces(reading, text),
    end: () => endReading(reading),
    take: () => reading.events.splice(0),
  }
}

function listen(reading: Reading): void {
  Object.assign(reading.parser, {
    onerror: (error: Error) => fail(refusalOf(reading, error)),
    ondoctype: () => fail(doctype(placeOf(reading))),
    onsgmldeclaration: () => fail(doctype(placeOf(reading))),
    onopentagstart: (tag: sax.Tag) => openName(reading, tag.name),
    onopennamespace: ({ prefix }: { prefix: string }) => hideNamespace(reading.parser, prefix),
    onattribute: (attribute: sax.QualifiedAttribute) => addAttribute(reading, attribute),
    onopentag: (tag: sax.QualifiedTag) => openElement(reading, tag),
    ontext: (text: string) => addText(reading, text),
    oncdata: (text: string) => addText(reading, text),
    onclosetag: () => closeElement(reading),
  })
}

function writePieces(reading: Reading, text: string): void {
  const { parser, limits } = reading
  for (let at = 0; at < text.length; at += pieceChars) {
    const piece = text.slice(at, at + pieceChars)
    if (notXmlChars.test(piece)) fail(malformed(placeOf(reading), 'it holds control characters that XML forbids'))
    parser.write(piece)
    // sax reports declarations only at their end, and attributes only at the end of their tag.
    if (parser.doctype || parser.sgmlDecl.length > '[CDATA['.length) fail(doctype(placeOf(reading)))
    if (parser.attribList.length > limits.attributes) fail(tooLarge('attributes', limits, where(placeOf(reading))))
  }
}

function endReading(reading: Reading): void {
  reading.ending = true
  if (reading.rootSeen && reading.path.length > 0) fail(truncated(placeOf(reading), reading.path.at(-1)))
  const atEnd = where(placeOf(reading))
  reading.parser.close()
  if (!reading.rootSeen) fail(refuse('xml-malformed', { message: `${atEnd}the document has no element` }))
}

function openName(reading: Reading, name: string): void {
  const { limits, path, rootSeen } = reading
  if (name.length > limits.nameChars) fail(tooLarge('nameChars', limits, where(placeOf(reading))))
  if (!/^[^:]+(:[^:]+)?$/.test(name)) fail(malformed(placeOf(reading), `${name} is not an element name`))
  if (path.length >= limits.depth) fail(tooLarge('depth', limits, where(placeOf(reading))))
  if (rootSeen && path.length === 0)
    fail(malformed(placeOf(reading), `a second root element, ${name}, follows the first`))
  reading.attributes = noAttributes
}

/** sax walks all prefixes that can be seen at every end tag, a quarter of its time; it finds what is hidden from walks. */
function hideNamespace(parser: Parser, prefix: string): void {
  const { tag } = parser
  if (tag && 'ns' in tag) Object.defineProperty(tag.ns, prefix, { enumerable: false })
}

function addAttribute(reading: Reading, { name, prefix, local, uri, value }: sax.QualifiedAttribute): void {
  const { limits } = reading
  if (name.length > limits.nameChars) fail(tooLarge('nameChars', limits, where(placeOf(reading))))
  if (prefix === 'xmlns') return
  const key = prefix === '' ? local : `{${uri}}${local}`
  if (reading.attributes.has(key)) fail(malformed(placeOf(reading), `the attribute ${name} stands twice`))
  if (reading.attributes === noAttributes) reading.attributes = new Map()
  reading.attributes.set(key, value)
  if (reading.attributes.size > limits.attributes) fail(tooLarge('attributes', limits, where(placeOf(reading))))
  if (reading.building.length > 0) countChars(reading, value.length)
}

function openElement(reading: Reading, tag: sax.QualifiedTag): void {
  // sax looks prefixes up in an object with a prototype: `constructor:a` would find a function.
  if (typeof tag.uri !== 'string') fail(malformed(placeOf(reading), `the prefix of ${tag.name} is not declared`))
  const { building, path } = reading
  const { attributes } = reading
  const element: Building = {
    name: tag.local,
    namespace: tag.uri,
    attributes,
    children: [],
    text: '',
    line: reading.parser.line + 1,
  }
  reading.rootSeen = true
  path.push(tag.local)
  const parent = building.at(-1)
  const act = parent ? 'collect' : reading.plan(path)
  reading.entered.push(act === 'enter')
  if (act === 'enter') reading.events.push({ type: 'open', element })
  if (act !== 'collect') return
  parent?.children.push(element)
  building.push(element)
  reading.elements += 1
  if (reading.elements > reading.limits.elements) fail(tooLarge('elements', reading.limits, where(placeOf(reading))))
}

function addText(reading: Reading, text: string): void {
  const top = reading.building.at(-1)
  if (!top) return
  countChars(reading, text.length)
  top.text += text
}

function countChars(reading: Reading, count: number): void {
  reading.chars += count
  if (reading.chars > reading.limits.textChars) fail(tooLarge('textChars', reading.limits, where(placeOf(reading))))
}

function closeElement(reading: Reading): void {
  const { building, events } = reading
  const name = reading.path.pop() ?? ''
  const entered = reading.entered.pop()
  if (entered) events.push({ type: 'close', name })
  const element = building.pop()
  if (!element) return
  // The blanks between children are layout, not content.
  if (element.children.length > 0 && element.text.trim() === '') element.text = ''
  if (building.length > 0) return
  events.push({ type: 'element', element })
  reading.elements = 0
  reading.chars = 0
}

function refusalOf(reading: Reading, error: Error): Refusal {
  const { parser, ending, limits, path } = reading
  const place = placeOf(reading)
  const [reason = ''] = error.message.split('\n')
  if (parser.doctype || reason.startsWith('Inappropriately located doctype')) return doctype(place)
  if (ending) return truncated(place, path.at(-1))
  if (reason === 'Invalid character entity' && !parser.entity.startsWith('#')) return doctype(place, parser.entity)
  if (reason.startsWith('Max buffer length')) return tooLarge('textChars', limits, where(place))
  return malformed(place, reason.toLowerCase())
}

function placeOf({ parser }: Reading): Place {
  return { line: parser.line + 1, column: parser.column }
}

function fail(refusal: Refusal): never {
  throw new Refused(refusal)
}
