import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { currency, type Currency, isCurrency } from '#kernel'
import { companyFile, type CompanyFile } from './company-file.ts'
import { companyFileSchema, type JsonSchema } from './company-file-schema.ts'
import { explain } from './explain-issue.ts'
import { excerpt, type Problem } from './problem.ts'
import { type Finding, spanOf } from './yaml-place.ts'

const maxFileCharacters = 64 * 1024
const maxNesting = 32
const maxProblems = 50

/** Reads `company.yaml`: the parsed company, or every problem with its exact place. Never throws. */
export function readCompanyFile(
  text: string,
  fileName = 'company.yaml',
): { file: CompanyFile } | { problems: Problem[] } {
  const lines = new LineCounter()
  const result = read(text, lines)
  if ('file' in result) return result
  const problems = result.findings.map((finding) => locate(finding, { text, lines, fileName }))
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, maxProblems) }
}

function read(text: string, lines: LineCounter): { file: CompanyFile } | { findings: Finding[] } {
  const unsafe = unsafeText(text)
  if (unsafe) return { findings: [unsafe] }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const broken = [...syntaxFindings(document), ...unwanted(document)]
  if (broken.length > 0) return { findings: broken }
  const written: unknown = document.toJS({ maxAliasCount: 0 })
  const parsed = schemaIn(homeCurrency(written)).safeParse(written)
  if (parsed.success) return { file: parsed.data }
  const source = { document, written, text, schema: (hints ??= companyFileSchema()) }
  const findings = parsed.error.issues.flatMap((issue) => explain(issue, source))
  return { findings: withoutEchoes(findings) }
}

// Building a schema takes longer than using it.
const schemas = new Map<Currency, ReturnType<typeof companyFile>>()
let hints: JsonSchema | undefined

function schemaIn(home: Currency): ReturnType<typeof companyFile> {
  const schema = schemas.get(home) ?? companyFile(home)
  schemas.set(home, schema)
  return schema
}

/** One mistake is told once: the first thing wrong with a value, and a misspelt key without the one it was meant to be. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const meant = new Set(findings.flatMap(({ instead }) => (instead === undefined ? [] : [instead])))
  const first = new Map(findings.map(({ path }, index) => [path, index] as const).reverse())
  return findings.filter(({ path }, index) => first.get(path) === index && !meant.has(path))
}

/** What must not even reach the parser: its regular expressions and recursion have no limits of their own. */
function unsafeText(text: string): Finding | undefined {
  const start = { from: 0, to: 1 }
  if (text.length > maxFileCharacters) {
    const message = `the file has ${text.length} characters; a company file has at most ${maxFileCharacters}`
    return { span: start, path: '', message, fix: 'move long texts into the knowledge folder' }
  }
  const directive = /^%/m.exec(text)
  if (directive) {
    const span = { from: directive.index, to: directive.index + 1 }
    return {
      span,
      path: '',
      message: 'expected YAML 1.2 without directives, found a line with %',
      fix: 'remove the line',
    }
  }
  return tooDeep(text)
}

function tooDeep(text: string): Finding | undefined {
  const nestedList = /(?:[-?][ \t]+){33}/.exec(text)
  if (nestedList) {
    const span = { from: nestedList.index, to: nestedList.index + 1 }
    return {
      span,
      path: '',
      message: `expected at most ${maxNesting} lists in a list, found more`,
      fix: 'write one dash',
    }
  }
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '[' || char === '{') depth++
    if (char === ']' || char === '}') depth = Math.max(0, depth - 1)
    if (depth <= maxNesting) continue
    const message = `expected at most ${maxNesting} open brackets, found more`
    return { span: { from: at, to: at + 1 }, path: '', message, fix: 'close brackets, or quote texts with brackets' }
  }
  return undefined
}

function syntaxFindings(document: Document): Finding[] {
  return document.errors.map(({ code, message, pos: [from, to] }) => {
    const fix = syntaxFixes[code]
    const plain = message.replace(/; please use .*$/, '')
    return { span: { from, to }, path: '', message: `not readable as YAML: ${plain}`, ...(fix ? { fix } : {}) }
  })
}

const syntaxFixes: Partial<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two',
  TAB_AS_INDENT: 'indent with blanks',
  BAD_INDENT: 'close what is open, and indent keys of one group equally',
  MULTIPLE_DOCS: 'keep one company in one file: remove the line ---',
  MISSING_CHAR: 'close the quote or bracket, and put a colon after each key',
  BLOCK_AS_IMPLICIT_KEY: 'put texts that hold a colon and a blank in quotes',
}

/** Tags, anchors and aliases: a company file needs none, and they are how YAML files attack their readers. */
function unwanted(document: Document.Parsed): Finding[] {
  const findings: Finding[] = []
  const add = (node: Node, message: string, fix: string) =>
    findings.push({ span: spanOf(node.range), path: '', message, fix })
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) add(node, `expected a value, found the alias *${node.source}`, 'write the value out')
      else if (node.anchor) add(node, `expected a plain value, found the anchor &${node.anchor}`, 'remove the anchor')
      else if (node.tag) add(node, `expected a plain value, found the tag ${node.tag}`, 'remove the tag')
    },
    Pair(_, { key }) {
      if (isScalar(key) || isAlias(key)) return
      const message = 'expected a plain word as key, found a group or nothing'
      add(key as Node, message, 'write one word before the colon')
    },
  })
  return findings
}

/** Amounts are read in the company's currency; while that is itself wrong, in EUR. */
function homeCurrency(written: unknown): Currency {
  const code = typeof written === 'object' && written !== null && 'currency' in written ? written.currency : undefined
  return typeof code === 'string' && isCurrency(code) ? code : currency('EUR')
}

function locate(
  { span, path, message, fix }: Finding,
  { text, lines, fileName }: { text: string; lines: LineCounter; fileName: string },
): Problem {
  const { line, col } = lines.lineStarts.length > 0 ? lines.linePos(span.from) : { line: 1, col: 1 }
  const place = { line: Math.max(1, line), column: Math.max(1, col) }
  const shown = excerpt(text, { ...place, length: span.to - span.from })
  return { file: fileName, ...place, path, message, ...(fix === undefined ? {} : { fix }), excerpt: shown }
}
