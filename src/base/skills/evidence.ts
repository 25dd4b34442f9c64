import { seededChance } from '#kernel'
import { type Bm25, coverage, fitBm25 } from './bm25.ts'
import type { Evidence } from './calibrator.ts'
import { type Classifier, fitClassifier } from './classifier.ts'
import { scoresOf, shares } from './softmax.ts'
import { closeness, denseOf, type SparseVector, vectorOf } from './vocabulary.ts'

/** Fixed, so that a model depends on its entries only. */
const seed = 20_261_005
/** Log odds beyond this are as good as certain. */
const surest = 6
/** How many points of the classifier and of the answer's coverage weigh one point of rank. */
const scoresPerRank = 3
const answersPerRank = 2

/** An entry as the readers need it: its questions are distinct and have words. */
export type Known = { readonly id: string; readonly questions: readonly string[]; readonly answer: string }

/** Two readers of the same entries: one learned to tell them apart, one looks words up. */
export type Readers = {
  readonly entries: readonly Known[]
  readonly classifier: Classifier
  readonly index: Bm25
  readonly passages: readonly Passage[]
}
/** A text of the index: one of the entry's questions, or its answer (no question). */
type Passage = { readonly entry: number; readonly question?: string; readonly vector: SparseVector }

/** What speaks for an entry as the source of the answer; every number of the evidence is more when more speaks for it. */
export type Found = {
  readonly entry: number
  /** The entry's question that is closest to the text. */
  readonly question: string
  readonly closeness: number
  /** The classifier's share, not calibrated. */
  readonly share: number
  readonly evidence: Evidence
}
type Matches = { question: string; near: number; words: number; answer: number }

export function fitReaders(entries: readonly Known[]): Readers {
  const texts = entries.flatMap(({ questions, answer }, entry) => [
    ...questions.map((question) => ({ entry, question, text: question })),
    { entry, text: answer },
  ])
  const examples = texts.map(({ entry, text }) => ({ text, label: labelOf(entry) }))
  const classifier = fitClassifier(examples, seededChance(seed))
  const passages = texts.map(({ text, ...passage }) => ({ ...passage, vector: vectorOf(classifier.vocabulary, text) }))
  return { entries, classifier, index: fitBm25(texts.map((each) => each.text)), passages }
}

/** Every entry with its evidence, the best first. */
export function findIn(readers: Readers, text: string): Found[] {
  const { classifier, entries } = readers
  const vector = vectorOf(classifier.vocabulary, text)
  const known = vector.values.reduce((sum, value) => sum + value * value, 0)
  const scores = scoresOf(classifier.softmax, vector)
  const chances = shares(scores)
  const matches = matchesOf(readers, vector, coverage(readers.index, text))
  const ranks = matches.map(({ answer }, i) => (scores[i] ?? 0) / scoresPerRank + answer / answersPerRank)
  const rankLead = leads(ranks)
  const wordLead = leads(matches.map((each) => each.words))
  const found = entries.map((_, entry): Found & { rank: number } => {
    const { question = '', near = 0, words = 0, answer = 0 } = matches[entry] ?? {}
    const share = chances[entry] ?? 0
    const evidence = [
      logOdds(share),
      scores[entry] ?? 0,
      near,
      words,
      wordLead[entry] ?? 0,
      answer,
      known,
      rankLead[entry] ?? 0,
    ]
    return { entry, question, closeness: near, share, evidence, rank: ranks[entry] ?? 0 }
  })
  return found.sort((a, b) => b.rank - a.rank)
}

function matchesOf({ classifier, entries, passages }: Readers, vector: SparseVector, covered: Float64Array): Matches[] {
  const matches = entries.map(({ questions }) => ({ question: questions[0] ?? '', near: 0, words: 0, answer: 0 }))
  const dense = denseOf(classifier.vocabulary, vector)
  for (const [i, passage] of passages.entries()) {
    const match = matches[passage.entry]
    if (match) note(match, passage, { near: closeness(passage.vector, dense), words: covered[i] ?? 0 })
  }
  return matches
}

function note(match: Matches, { question }: Passage, { near, words }: { near: number; words: number }): void {
  if (question === undefined) {
    match.answer = words
    return
  }
  match.words = Math.max(match.words, words)
  if (near > match.near) Object.assign(match, { near, question })
}

/** How far each number is above the best other one. */
function leads(numbers: readonly number[]): number[] {
  let best = 0
  let second = 0
  for (const each of numbers) {
    second = Math.max(second, Math.min(best, each))
    best = Math.max(best, each)
  }
  return numbers.map((each) => each - (each === best ? second : best))
}

/** Sorts as the entries do, so that the classifier's class numbers are the entries' numbers. */
function labelOf(entry: number): string {
  return String(entry).padStart(6, '0')
}

function logOdds(share: number): number {
  return Math.max(-surest, Math.min(surest, Math.log((share + 1e-9) / (1 - share + 1e-9))))
}
