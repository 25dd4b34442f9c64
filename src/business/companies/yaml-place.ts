import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Range } from 'yaml'

/** Where something stands in the text, as offsets. */
export type Span = { readonly from: number; readonly to: number }
/** A problem before its line and column are known. */
export type Finding = {
  span: Span
  path: string
  message: string
  fix?: string
  /** The path of the key that an unknown key was probably meant to be. */
  instead?: string
}

/** The node at a path, or the nearest node above it that stands in the text; of a pair, the value. */
export function nearestNode(document: Document, path: readonly PropertyKey[]): { node?: Node; key?: Node } {
  let found: { node?: Node; key?: Node } = document.contents ? { node: document.contents } : {}
  for (const step of path) {
    const next = childOf(found.node, step)
    if (!next) break
    found = next
  }
  return found
}

function childOf(parent: Node | undefined, step: PropertyKey): { node?: Node; key?: Node } | undefined {
  if (isSeq(parent) && typeof step === 'number') {
    const item = parent.items[step]
    return item ? { node: item as Node } : undefined
  }
  if (!isMap(parent)) return undefined
  const pair = parent.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(step))
  if (!pair) return undefined
  return { key: pair.key as Node, ...(pair.value ? { node: pair.value as Node } : {}) }
}

export function spanOf(range: Range | null | undefined): Span {
  return range ? { from: range[0], to: range[1] } : { from: 0, to: 1 }
}
