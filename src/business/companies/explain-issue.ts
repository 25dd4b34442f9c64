import { type Document, isScalar, type Node } from 'yaml'
import type { z } from 'zod'
import { type JsonSchema, keysAt } from './company-file-schema.ts'
import { didYouMean } from './did-you-mean.ts'
import { visible } from './problem.ts'
import { type Finding, nearestNode, spanOf } from './yaml-place.ts'

type Issue = z.core.$ZodIssue
type Source = { document: Document; written: unknown; text: string; schema: JsonSchema }

const foundCharacters = 40

/** What a schema's issue means for the person who wrote the file. One issue names several unknown keys. */
export function explain(issue: Issue, source: Source): Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path, source))
  const found = valueAt(source.written, issue.path)
  if (issue.code === 'custom' && issue.params?.['whole'] === true) return [wholeSentence(issue, source)]
  return [found === undefined ? missing(issue, source) : mismatch(issue, found, source)]
}

function unknownKey(key: string, path: readonly PropertyKey[], { document, schema }: Source): Finding {
  const known = keysAt(schema, path)
  const meant = didYouMean(key, known)
  const at = nearestNode(document, [...path, key])
  const where = path.length === 0 ? 'the company file' : printPath(path)
  const fix = meant === undefined ? `remove it, or use one of ${known.join(', ')}` : `did you mean ${meant}?`
  return {
    span: spanOf((at.key ?? at.node)?.range),
    path: printPath([...path, key]),
    message: `${where} has no key "${visible(key).slice(0, foundCharacters)}"`,
    fix,
    ...(meant === undefined ? {} : { instead: printPath([...path, meant]) }),
  }
}

function wholeSentence(issue: Issue & { code: 'custom' }, { document }: Source): Finding {
  const { node, key } = nearestNode(document, issue.path)
  const fix: unknown = issue.params?.['fix']
  const span = spanOf((node ?? key)?.range)
  return { span, path: printPath(issue.path), message: issue.message, ...(typeof fix === 'string' ? { fix } : {}) }
}

/** Points at the key of the group that lacks something, or at the top of the file. */
function missing(issue: Issue, { document }: Source): Finding {
  const above = issue.path.slice(0, -1)
  const { node, key } = nearestNode(document, above)
  const span = above.length === 0 ? { from: 0, to: 1 } : spanOf((key ?? node)?.range)
  const name = String(issue.path.at(-1) ?? 'the company file')
  const path = printPath(issue.path)
  return { span: key || above.length === 0 ? span : { from: span.from, to: span.from + 1 }, path, ...said(name, path) }

  function said(last: string, full: string): { message: string; fix: string } {
    return { message: `${full} is missing: expected ${expected(issue)}`, fix: `add ${last}` }
  }
}

function mismatch(issue: Issue, found: unknown, { document, text }: Source): Finding {
  const { node, key } = nearestNode(document, issue.path)
  const span = spanOf((isEmpty(node) ? (key ?? node) : node)?.range)
  const path = printPath(issue.path)
  const subject = path === '' ? '' : `${path}: `
  const fix = fixFor(issue, found, node, text)
  const message = `${subject}expected ${expected(issue)}, found ${describe(found, node)}`
  return { span, path, message, ...(fix === undefined ? {} : { fix }) }
}

function expected(issue: Issue): string {
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return `one of ${unionWords(issue).join(', ')}`
  }
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return typeWords[issue.expected] ?? issue.expected
  if (issue.code === 'too_small' && issue.origin === 'array') return `a list with at least ${issue.minimum} entries`
  if (issue.code === 'too_big' && issue.origin === 'array') return `a list with at most ${issue.maximum} entries`
  return issue.message
}

const typeWords: Partial<Record<string, string>> = {
  object: 'a group of keys',
  array: 'a list',
  boolean: 'true or false',
  string: 'a text',
}

function unionWords(issue: Issue & { code: 'invalid_union' }): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
}

function fixFor(issue: Issue, found: unknown, node: Node | undefined, text: string): string | undefined {
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const choices = issue.code === 'invalid_union' ? unionWords(issue) : words
  if (typeof found === 'string' && choices.length > 0) {
    const meant = didYouMean(found, choices)
    return meant === undefined ? `write one of ${choices.join(', ')}` : `did you mean ${meant}?`
  }
  if (issue.code !== 'invalid_type') return undefined
  const plain = typeof found === 'number' || typeof found === 'boolean'
  if (issue.expected === 'string' && plain && node?.range) {
    return `put it in quotes: "${text.slice(node.range[0], node.range[1])}"`
  }
  if (issue.expected === 'array' && typeof found === 'string') return `write it as a list: [${visible(found)}]`
  return found === null ? 'write a value after the colon, or remove the key' : undefined
}

function describe(found: unknown, node: Node | undefined): string {
  if (found === null) return 'nothing'
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list'
  if (typeof found === 'object') return 'a group of keys'
  const source = isScalar(node) && typeof node.source === 'string' ? node.source : JSON.stringify(found)
  const shown = visible(source).slice(0, foundCharacters)
  const cut = source.length > foundCharacters ? '…' : ''
  return typeof found === 'number' ? `the number ${shown}${cut}` : `"${shown}${cut}"`
}

function isEmpty(node: Node | undefined): boolean {
  return node === undefined || (isScalar(node) && node.value === null)
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? value[step as never] : undefined,
    written,
  )
}

/** `offers[0].price.amount` */
function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${visible(String(step))}`,
    )
    .join('')
}
