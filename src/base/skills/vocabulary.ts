import { type Features, featuresOf } from './features.ts'

/** Features that a vocabulary keeps at most; the ones that most texts share come first. */
export const featureLimit = 60_000

/** What TF-IDF learned from texts: the number and the weight of each feature of both kinds. */
export type Vocabulary = {
  readonly size: number
  readonly words: ReadonlyMap<string, Weighed>
  readonly characters: ReadonlyMap<string, Weighed>
  /** The weight of a feature that no text had. */
  readonly strange: number
}
type Weighed = { readonly index: number; readonly weight: number }

/** Indices without repeats, and their values. Length ≤ 1: less than 1 by what the vocabulary does not know. */
export type SparseVector = { readonly indices: Uint32Array; readonly values: Float64Array }

export function fitVocabulary(texts: readonly string[], limit = featureLimit): Vocabulary {
  const features = texts.map(featuresOf)
  const words = frequencies(features.map((each) => each.words))
  const characters = frequencies(features.map((each) => each.characters))
  const isKept = commonest([...words.values(), ...characters.values()], limit)
  let size = 0
  const weigh = (counts: Map<string, number>): Map<string, Weighed> => {
    const kept = [...counts].filter(([, count]) => isKept(count))
    return new Map(kept.map(([key, count]) => [key, { index: size++, weight: rarity(count, texts.length) }]))
  }
  return { words: weigh(words), characters: weigh(characters), size, strange: rarity(0, texts.length) }
}

/** Words and characters count half each; strange features lengthen the text but point nowhere. */
export function vectorOf(vocabulary: Vocabulary, text: string): SparseVector {
  const features: Features = featuresOf(text)
  const found: Weighed[] = []
  for (const kind of ['words', 'characters'] as const) {
    found.push(...scaled(features[kind], vocabulary[kind], vocabulary.strange))
  }
  return {
    indices: Uint32Array.from(found, (each) => each.index),
    values: Float64Array.from(found, (each) => each.weight),
  }
}

/** The same vector with a place for every feature, to look many up in. */
export function denseOf(vocabulary: Vocabulary, { indices, values }: SparseVector): Float64Array {
  const dense = new Float64Array(vocabulary.size)
  for (let i = 0; i < indices.length; i++) dense[indices[i] ?? 0] = values[i] ?? 0
  return dense
}

/** The cosine of two texts, damped by what is strange in either. In [0, 1]. */
export function closeness({ indices, values }: SparseVector, other: Float64Array): number {
  let product = 0
  for (let i = 0; i < indices.length; i++) product += (values[i] ?? 0) * (other[indices[i] ?? 0] ?? 0)
  return product
}

function scaled(keys: readonly string[], known: ReadonlyMap<string, Weighed>, strange: number): Weighed[] {
  let squares = 0
  const found: Weighed[] = []
  for (const key of keys) {
    const each = known.get(key)
    squares += (each?.weight ?? strange) ** 2
    if (each) found.push(each)
  }
  const scale = squares === 0 ? 0 : Math.SQRT1_2 / Math.sqrt(squares)
  return found.map(({ index, weight }) => ({ index, weight: weight * scale }))
}

function frequencies(texts: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const keys of texts) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** Says of each frequency, asked in order, whether it is among the `limit` highest; the first of equals are. */
function commonest(counts: number[], limit: number): (count: number) => boolean {
  if (counts.length <= limit) return () => true
  const least = Uint32Array.from(counts).sort()[counts.length - limit] ?? 0
  let equals = limit - counts.filter((count) => count > least).length
  return (count) => count > least || (count === least && equals-- > 0)
}

function rarity(count: number, texts: number): number {
  return Math.log((1 + texts) / (1 + count)) + 1
}
