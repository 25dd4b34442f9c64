import { type Chance } from '#kernel'
import type { SparseVector } from './vocabulary.ts'

/** Passes over the examples; held-out accuracy is flat from 8 on. */
const passes = 10
const firstStep = 1
/** Errors of a class below this are not worth a write; they are most of the work at 150 classes. */
const leastError = 5e-4

/** Multinomial logistic regression without intercepts: a row of class weights per feature. */
export type Softmax = { readonly classes: number; readonly weights: Float32Array }
export type Labelled = { readonly vector: SparseVector; readonly label: number }

/**
 * Stochastic gradient descent with one AdaGrad step size per feature. Deterministic for a seeded
 * chance; no penalty but the bounded number of passes.
 */
export function fitSoftmax(
  examples: readonly Labelled[],
  { features, classes, chance }: { features: number; classes: number; chance: Chance },
): Softmax {
  const model = { classes, weights: new Float32Array(features * classes) }
  const learned = new Float64Array(features)
  const order = examples.map((_, i) => i)
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, chance)
    for (const i of order) {
      const example = examples[i]
      if (example) learn(model, learned, example)
    }
  }
  return model
}

/** Raw scores of the classes; 0 for all when the text has nothing known. */
export function scoresOf({ classes, weights }: Softmax, { indices, values }: SparseVector): Float64Array {
  const scores = new Float64Array(classes)
  // Four rows at a time: nearly all the time of fitting is spent in this loop, most of it on `scores`.
  for (let i = 0; i < indices.length; i += 4) {
    const rowA = (indices[i] ?? 0) * classes
    const rowB = (indices[i + 1] ?? 0) * classes
    const rowC = (indices[i + 2] ?? 0) * classes
    const rowD = (indices[i + 3] ?? 0) * classes
    const a = values[i] ?? 0
    const b = values[i + 1] ?? 0
    const c = values[i + 2] ?? 0
    const d = values[i + 3] ?? 0
    for (let k = 0; k < classes; k++) {
      const gain =
        a * (weights[rowA + k] ?? 0) +
        b * (weights[rowB + k] ?? 0) +
        c * (weights[rowC + k] ?? 0) +
        d * (weights[rowD + k] ?? 0)
      scores[k] = (scores[k] ?? 0) + gain
    }
  }
  return scores
}

/** Scores as probabilities that add up to 1. */
export function shares(scores: Float64Array): Float64Array {
  let highest = -Infinity
  for (const score of scores) highest = Math.max(highest, score)
  const raised = scores.map((score) => Math.exp(score - highest))
  let total = 0
  for (const each of raised) total += each
  return raised.map((each) => each / total)
}

function learn(model: Softmax, learned: Float64Array, { vector, label }: Labelled): void {
  const errors = shares(scoresOf(model, vector))
  errors[label] = (errors[label] ?? 0) - 1
  const wrong: number[] = []
  let squares = 0
  for (let c = 0; c < errors.length; c++) {
    const error = errors[c] ?? 0
    if (Math.abs(error) < leastError) continue
    wrong.push(c)
    squares += error * error
  }
  for (let i = 0; i < vector.indices.length; i++) {
    const feature = vector.indices[i] ?? 0
    const value = vector.values[i] ?? 0
    const sum = (learned[feature] ?? 0) + value * value * squares
    learned[feature] = sum
    if (sum > 0) stepRow(model, feature * model.classes, { errors, wrong, step: (firstStep * value) / Math.sqrt(sum) })
  }
}

function stepRow(
  { weights }: Softmax,
  row: number,
  { errors, wrong, step }: { errors: Float64Array; wrong: readonly number[]; step: number },
): void {
  for (const c of wrong) weights[row + c] = (weights[row + c] ?? 0) - step * (errors[c] ?? 0)
}

function shuffle(order: number[], chance: Chance): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(chance.fraction() * (i + 1))
    const moved = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = moved
  }
}
