import { wordsOf } from './features.ts'

const saturation = 1.2
const lengthShare = 0.75
/** Letters that stand for a word: a stem without a dictionary, for `deliver…` as for `liefer…`. */
const stemLength = 6

/** An inverted index of passages for Okapi BM25. */
export type Bm25 = {
  readonly passages: number
  readonly terms: ReadonlyMap<string, { readonly weight: number; readonly hits: readonly Hit[] }>
  /** The weight of a term that no passage has. */
  readonly strange: number
}
type Hit = { readonly passage: number; readonly gain: number }

export function fitBm25(passages: readonly string[]): Bm25 {
  const counted = passages.map((passage) => countsOf(stemsOf(passage)))
  const lengths = counted.map((counts) => [...counts.values()].reduce((a, b) => a + b, 0))
  const mean = Math.max(1, lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length))
  const hits = new Map<string, Hit[]>()
  for (const [passage, counts] of counted.entries()) {
    const damp = saturation * (1 - lengthShare + (lengthShare * (lengths[passage] ?? 0)) / mean)
    for (const [term, count] of counts) {
      const found = hits.get(term) ?? []
      hits.set(term, found)
      found.push({ passage, gain: (count * (saturation + 1)) / (count + damp) })
    }
  }
  const weight = (count: number): number => Math.log(1 + (passages.length - count + 0.5) / (count + 0.5))
  const terms = new Map([...hits].map(([term, found]) => [term, { weight: weight(found.length), hits: found }]))
  return { passages: passages.length, terms, strange: weight(0) }
}

/** How well each passage covers the question: 0 for no common word, about 1 when all its weight is found. */
export function coverage(index: Bm25, question: string): Float64Array {
  const scores = new Float64Array(index.passages)
  let most = 0
  for (const stem of new Set(stemsOf(question))) {
    const term = index.terms.get(stem)
    most += term?.weight ?? index.strange
    for (const { passage, gain } of term?.hits ?? []) {
      scores[passage] = (scores[passage] ?? 0) + (term?.weight ?? 0) * gain
    }
  }
  return most === 0 ? scores : scores.map((score) => score / most)
}

function stemsOf(text: string): string[] {
  return wordsOf(text).map((each) => each.slice(0, stemLength))
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
