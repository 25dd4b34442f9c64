import { isRefusal, type Refusal, Refused } from '#kernel'
import { xmlDecoder } from './decode.ts'
import type { XmlElement } from './element.ts'
import { tooLarge, type XmlLimits, xmlLimits } from './limits.ts'
import { type XmlEvent, type XmlPlan, xmlReader } from './reader.ts'

/** Bytes of a document: all of them, or a file or a network stream in chunks. */
export type XmlInput = Uint8Array | AsyncIterable<Uint8Array>

/** Longest run of bytes decoded at once, so that a whole file given as one chunk still streams. */
const chunkBytes = 65_536

/**
 * Walks a document and yields what the plan asks for, in document order. Reads on only when asked for more.
 * A refusal is the last item. Errors of the input itself are thrown.
 */
export async function* streamXml(
  input: XmlInput,
  plan: XmlPlan,
  limits: XmlLimits = xmlLimits,
): AsyncGenerator<XmlEvent | Refusal, void, undefined> {
  const feed = feeder(plan, limits)
  const source = input instanceof Uint8Array ? [input] : input
  for await (const bytes of source) {
    for (const chunk of chunksOf(bytes)) {
      const items = feed(chunk)
      yield* items
      if (isRefusal(items.at(-1))) return
    }
  }
  yield* feed()
}

/** The tree of a small document. */
export function parseXml(bytes: Uint8Array, limits: XmlLimits = xmlLimits): XmlElement | Refusal {
  if (bytes.length > limits.documentBytes) return tooLarge('documentBytes', limits, '')
  const feed = feeder(() => 'collect', limits)
  let root: XmlElement | undefined
  for (const chunk of [...chunksOf(bytes), undefined]) {
    for (const item of feed(chunk)) {
      if (isRefusal(item)) return item
      if (item.type === 'element') root = item.element
    }
  }
  if (!root) throw new Error('a document without refusal has a root element')
  return root
}

/** Events of one more chunk, or of the end when there is none; a refusal comes last. */
function feeder(plan: XmlPlan, limits: XmlLimits): (chunk?: Uint8Array) => (XmlEvent | Refusal)[] {
  const decoder = xmlDecoder()
  const reader = xmlReader(plan, limits)
  return (chunk) => {
    try {
      reader.write(chunk ? decoder.decode(chunk) : decoder.end())
      if (!chunk) reader.end()
      return reader.take()
    } catch (error) {
      if (error instanceof Refused) return [...reader.take(), error.refusal]
      throw error
    }
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
