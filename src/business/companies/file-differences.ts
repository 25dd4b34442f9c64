import { type Money, printMoney } from '#kernel'
import type { CompanyFile } from './company-file.ts'

/** One leaf of the file that differs, or an item of a list that came or went (`whole`). Texts are as a person writes them. */
export type Difference = { path: string[]; was?: string; becomes?: string; whole: boolean }

type Leaf = { path: string[]; text: string }
type Tree = { [key: string]: unknown }

const identities: Record<string, (item: Tree) => string> = {
  bank: (item) => String(item['id']),
  offers: (item) => String(item['id']),
  policies: (item) => String(item['id']),
  partners: (item) => String(item['company'] ?? item['url']),
}

/** Every difference between two files, in the order of the file; without `was`, all that the file says. */
export function differences(was: CompanyFile | undefined, becomes: CompanyFile): Difference[] {
  const before: Tree = was ? keyed(was) : {}
  const after: Tree = keyed(becomes)
  const sections = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return sections.flatMap((section) => {
    const grouped = section in identities || section === 'roles'
    return grouped
      ? inGroups(section, before[section], after[section])
      : leaves([section], before[section], after[section])
  })
}

function inGroups(section: string, before: unknown, after: unknown): Difference[] {
  const [old, now] = [asTree(before), asTree(after)]
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((key): Difference[] => {
    const path = [section, key]
    if (now[key] === undefined) return [{ path, was: summary(old[key]), whole: true }]
    if (old[key] === undefined) return [{ path, becomes: summary(now[key]), whole: true }]
    return leaves(path, old[key], now[key])
  })
}

function leaves(path: string[], before: unknown, after: unknown): Difference[] {
  const old = new Map(flatten(before, path).map((leaf) => [JSON.stringify(leaf.path), leaf]))
  const now = new Map(flatten(after, path).map((leaf) => [JSON.stringify(leaf.path), leaf]))
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key): Difference[] => {
    const [was, becomes] = [old.get(key), now.get(key)]
    if (was?.text === becomes?.text) return []
    const place = becomes?.path ?? was?.path ?? path
    return [{ path: place, whole: false, ...(was && { was: was.text }), ...(becomes && { becomes: becomes.text }) }]
  })
}

/** Amounts, budgets and lists of texts are one leaf each: a person thinks of them as one thing. */
function flatten(value: unknown, path: string[]): Leaf[] {
  if (value === undefined) return []
  if (isMoney(value)) return [{ path, text: printMoney(value) }]
  if (Array.isArray(value)) return [{ path, text: value.map((one) => JSON.stringify(one)).join(', ') }]
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return [{ path, text: JSON.stringify(value) }]
  if ('per' in value && 'amount' in value && isMoney(value.amount)) {
    return [{ path, text: `${printMoney(value.amount)} a ${String(value.per)}` }]
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]))
}

function summary(value: unknown): string {
  return flatten(value, [])
    .map(({ path, text }) => (path.length === 0 ? text : `${path.join('.')} ${text}`))
    .join(', ')
}

function keyed(file: CompanyFile): Tree {
  return Object.fromEntries(
    Object.entries(file).map(([key, value]) => {
      const identity = identities[key]
      if (!identity || !Array.isArray(value)) return [key, value]
      return [key, Object.fromEntries((value as Tree[]).map((item) => [identity(item), item]))]
    }),
  )
}

function asTree(value: unknown): Tree {
  return typeof value === 'object' && value !== null ? (value as Tree) : {}
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value
}
