const hidden = new Set(['script', 'style', 'title', 'template', 'svg'])
const blocks = new Set(
  'address article aside blockquote center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
    ' ',
  ),
)
const maxQuoteDepth = 10

type Page = { lines: string[]; line: string; quoteDepth: number }

/**
 * The readable text of an HTML mail in one pass, never rendered and nothing loaded. Scripts, styles and comments
 * are left out, blocks become lines, quotes get `> `. What is broken is dropped, as a browser would.
 */
export function htmlText(html: string): string {
  const page: Page = { lines: [], line: '', quoteDepth: 0 }
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const end = open < 0 ? html.length : open
    page.line += decodeEntities(html.slice(at, end).replace(/\s+/g, ' '))
    at = open < 0 ? html.length : skipTag(html, open, page)
  }
  endLine(page)
  const last = page.lines.findLastIndex((line) => !isBlank(line))
  return page.lines.slice(0, last + 1).join('\n')
}

/** Where reading goes on after the `<` at `open`. */
function skipTag(html: string, open: number, page: Page): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4)
  if (html[open + 1] === '!' || html[open + 1] === '?') return after(html, '>', open)
  const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 20))
  if (!tag) {
    page.line += '<'
    return open + 1
  }
  const [, slash, name = ''] = tag
  const kind = name.toLowerCase()
  const end = tagEnd(html, open)
  if (hidden.has(kind) && !slash) return afterElement(html, kind, end)
  layOut(page, kind, slash === '/')
  return end
}

function layOut(page: Page, tag: string, closing: boolean): void {
  if (tag === 'br') endLine(page)
  if (blocks.has(tag)) endBlock(page)
  if (tag === 'p') endLine(page)
  if (tag === 'td' || tag === 'th') page.line += ' '
  if (tag === 'li' && !closing) page.line = '- '
  if (tag === 'blockquote') page.quoteDepth = Math.max(0, page.quoteDepth + (closing ? -1 : 1))
}

function endBlock(page: Page): void {
  if (page.line.trim() !== '') endLine(page)
}

/** An empty line is kept once. */
function endLine(page: Page): void {
  const text = page.line.replace(/\s+/g, ' ').trim()
  const again = text === '' && isBlank(page.lines.at(-1) ?? '')
  if (!again) page.lines.push(('> '.repeat(Math.min(page.quoteDepth, maxQuoteDepth)) + text).trimEnd())
  page.line = ''
}

function isBlank(line: string): boolean {
  return /^[> ]*$/.test(line)
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from)
  return found < 0 ? html.length : found + mark.length
}

function afterElement(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}`, 'gi')
  close.lastIndex = from
  const found = close.exec(html)
  return found ? after(html, '>', found.index) : html.length
}

/** Behind the `>` that ends a tag; one inside quotes does not end it. */
function tagEnd(html: string, open: number): number {
  const mark = /["'>]/g
  mark.lastIndex = open
  for (let found = mark.exec(html); found; found = mark.exec(html)) {
    if (found[0] === '>') return found.index + 1
    const close = html.indexOf(found[0], found.index + 1)
    if (close < 0) return html.length
    mark.lastIndex = close + 1
  }
  return html.length
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  zwnj: '',
  zwsp: '',
  ensp: ' ',
  emsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  otilde: 'õ',
  Otilde: 'Õ',
  scaron: 'š',
  Scaron: 'Š',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  aring: 'å',
  Aring: 'Å',
  ccedil: 'ç',
  ntilde: 'ñ',
  euro: '€',
  pound: '£',
  cent: '¢',
  sect: '§',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  times: '×',
  plusmn: '±',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  rarr: '→',
  larr: '←',
  frac12: '½',
  sup2: '²',
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const printable = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return printable ? String.fromCodePoint(code) : '\ufffd'
  })
}
