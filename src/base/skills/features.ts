/** Characters of a text that are read; the rest is cut, so that no mail costs more than any other. */
export const textLimit = 8_000
/** Characters of one word that are read. */
const wordLimit = 40

const shortestGram = 3
const longestGram = 5
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}\p{N}]+)*/gu

/** The features of a text, each once: a word said a thousand times weighs what it weighs said once. */
export type Features = { readonly words: readonly string[]; readonly characters: readonly string[] }

/** NFKC, lower case, invisible format characters gone; `ä ö ü ß õ š ž` stay what they are. */
export function normalise(text: string): string {
  const read = text.slice(0, textLimit).normalize('NFKC').slice(0, textLimit)
  return read.replace(/\p{Cf}/gu, '').toLowerCase()
}

/** Letters and digits of any script, in order; `don't` is one word, emoji and marks are none. */
export function wordsOf(text: string): string[] {
  return (normalise(text).match(word) ?? []).map((found) => found.replace(/['’]/g, '').slice(0, wordLimit))
}

/** Words and pairs of words; 3 to 5 characters within a word and its edges. */
export function featuresOf(text: string): Features {
  const words = wordsOf(text)
  const pairs = words.slice(1).map((second, i) => `${words[i]} ${second}`)
  return { words: [...new Set([...words, ...pairs])], characters: [...charactersOf(new Set(words))] }
}

function charactersOf(words: Iterable<string>): Set<string> {
  const grams = new Set<string>()
  for (const each of words) addGrams(` ${each} `, grams)
  return grams
}

function addGrams(padded: string, grams: Set<string>): void {
  for (let size = shortestGram; size <= longestGram; size++) {
    for (let from = 0; from + size <= padded.length; from++) grams.add(padded.slice(from, from + size))
  }
}
