import { type Chance } from '#kernel'
import { fitSoftmax, scoresOf, shares, type Softmax } from './softmax.ts'
import { featureLimit, fitVocabulary, vectorOf, type Vocabulary } from './vocabulary.ts'

/** Weights of a classifier at most (4 bytes each); more classes leave room for fewer features. */
const weightLimit = 16_000_000

export type Example = { readonly text: string; readonly label: string }
export type Classifier = {
  readonly labels: readonly string[]
  readonly vocabulary: Vocabulary
  readonly softmax: Softmax
}
export type Guess = { readonly label: string; readonly probability: number }

/** Learns labels of short texts. The same examples in the same order and the same chance give the same classifier. */
export function fitClassifier(examples: readonly Example[], chance: Chance): Classifier {
  const labels = [...new Set(examples.map((example) => example.label))].sort()
  const numbers = new Map(labels.map((label, i) => [label, i]))
  const room = Math.min(featureLimit, Math.floor(weightLimit / Math.max(1, labels.length)))
  const texts = examples.map((example) => example.text)
  const vocabulary = fitVocabulary(texts, room)
  const labelled = examples.map(({ text, label }) => ({
    vector: vectorOf(vocabulary, text),
    label: numbers.get(label) ?? 0,
  }))
  const softmax = fitSoftmax(labelled, { features: vocabulary.size, classes: labels.length, chance })
  return { labels, vocabulary, softmax }
}

/** All labels, the likeliest first. The probabilities are not calibrated: `answerQuestion` does that for FAQs. */
export function classify({ labels, vocabulary, softmax }: Classifier, text: string): Guess[] {
  const probabilities = shares(scoresOf(softmax, vectorOf(vocabulary, text)))
  return labels
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability)
}
