/** The candidate that was probably meant, or undefined when none is close. */
export function didYouMean(written: string, candidates: readonly string[]): string | undefined {
  const asked = written.slice(0, 60).toLowerCase()
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(asked, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const longer = candidates.find((candidate) => asked.length >= 3 && candidate.toLowerCase().startsWith(asked))
  if (longer !== undefined) return longer
  const best = ranked[0]
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined
}

/** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= from.length; i++) {
    rows.push([i])
    for (let j = 1; j <= to.length; j++) {
      const replace = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swap = swapped ? at(i - 2, j - 2) + 1 : replace
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replace, swap))
    }
  }
  return at(from.length, to.length)
}
