/** Passes of gradient descent; the problem is tiny and convex. */
const passes = 500
/** Pull of each weight to zero, in examples: few examples leave a cautious calibrator. */
const pull = 1

export type Evidence = readonly number[]
export type Judged = { readonly evidence: Evidence; readonly right: boolean; readonly weight: number }
/** Logistic regression on standardised evidence. No weight is negative: more evidence never lowers a probability. */
export type Calibrator = {
  readonly means: readonly number[]
  readonly spreads: readonly number[]
  readonly weights: readonly number[]
  readonly intercept: number
}

export function fitCalibrator(judged: readonly Judged[]): Calibrator | undefined {
  const total = judged.reduce((sum, each) => sum + each.weight, 0)
  const size = judged[0]?.evidence.length
  if (size === undefined || judged.every((each) => each.right) || judged.every((each) => !each.right)) return undefined
  const average = (value: (each: Judged) => number): number =>
    judged.reduce((sum, each) => sum + each.weight * value(each), 0) / total
  const columns = Array.from({ length: size }, (_, i) => i)
  const means = columns.map((i) => average((each) => each.evidence[i] ?? 0))
  const spreads = columns.map((i) => {
    const variance = average((each) => ((each.evidence[i] ?? 0) - (means[i] ?? 0)) ** 2)
    return variance > 1e-12 ? Math.sqrt(variance) : 1
  })
  const start = { means, spreads, weights: columns.map(() => 0), intercept: 0 }
  return descend(start, judged, total)
}

export function probabilityOf(calibrator: Calibrator, evidence: Evidence): number {
  return 1 / (1 + Math.exp(-leaning(calibrator, standard(calibrator, evidence))))
}

function descend(start: Calibrator, judged: readonly Judged[], total: number): Calibrator {
  const rows = judged.map((each) => ({ ...each, at: standard(start, each.evidence) }))
  const step = 4 / (start.weights.length + 1)
  let current = start
  for (let pass = 0; pass < passes; pass++) {
    const slopes = current.weights.map((weight) => pull * weight)
    let slope = 0
    for (const { at, right, weight } of rows) {
      const error = weight * (1 / (1 + Math.exp(-leaning(current, at))) - (right ? 1 : 0))
      slope += error
      for (let i = 0; i < at.length; i++) slopes[i] = (slopes[i] ?? 0) + error * (at[i] ?? 0)
    }
    const weights = current.weights.map((weight, i) => Math.max(0, weight - (step * (slopes[i] ?? 0)) / total))
    current = { ...current, weights, intercept: current.intercept - (step * slope) / total }
  }
  return current
}

function leaning({ weights, intercept }: Calibrator, at: readonly number[]): number {
  let sum = intercept
  for (let i = 0; i < at.length; i++) sum += (weights[i] ?? 0) * (at[i] ?? 0)
  return sum
}

function standard({ means, spreads }: Calibrator, evidence: Evidence): number[] {
  return evidence.map((value, i) => (value - (means[i] ?? 0)) / (spreads[i] ?? 1))
}
