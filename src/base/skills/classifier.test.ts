import { seededChance } from '#kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverage, fitBm25 } from './bm25.ts'
import { fitCalibrator, probabilityOf } from './calibrator.ts'
import { classify, type Example, fitClassifier } from './classifier.ts'
import { featuresOf, normalise, textLimit, wordsOf } from './features.ts'
import { fitVocabulary, vectorOf } from './vocabulary.ts'

describe('words', () => {
  it('keep the letters of German and Estonian and fold what only looks different', () => {
    expect(wordsOf('Größe, ŠŽÕ: don’t ﬁll Ｆｕｌｌ pass\u00adword!')).toEqual([
      'größe',
      'šžõ',
      'dont',
      'fill',
      'full',
      'password',
    ])
  })

  it('are cut at the limit before anything else is done', () => {
    expect(normalise('ﷺ'.repeat(textLimit)).length).toBeLessThanOrEqual(textLimit)
    expect(featuresOf('a'.repeat(1_000_000)).words).toEqual(['a'.repeat(40)])
  })
})

describe('vectors', () => {
  it('have a length of one for known words and less for strange ones', () => {
    const vocabulary = fitVocabulary(['where is my parcel', 'reset my password'])
    const length = (text: string): number => Math.hypot(...vectorOf(vocabulary, text).values)
    expect(length('where is my parcel')).toBeCloseTo(1, 12)
    expect(length('where is my zebra')).toBeLessThan(0.9)
    expect(length('xyz')).toBe(0)
  })

  it('keep the commonest features when there are too many', () => {
    const texts = ['apple tea', 'apple pie', 'apple jam', 'plum jam']
    const vocabulary = fitVocabulary(texts, 10)
    expect(vocabulary.size).toBeLessThanOrEqual(10)
    expect(vocabulary.words.has('apple')).toBe(true)
    expect(vocabulary.words.has('plum')).toBe(false)
  })
})

/** A made-up language: common words by a power law, and a few words of its own for each label, as noisy as wanted. */
function language(labels: number, seed: number): (each: number) => Example[] {
  const chance = seededChance(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(list.length * chance.fraction() ** 2)] ?? ''
  const syllables = 'ka lo mi ten ra su ve dor in pel gra sto bi ne qui'.split(' ')
  const word = (): string => pick(syllables) + pick(syllables) + (chance.fraction() < 0.5 ? pick(syllables) : '')
  const common = Array.from({ length: 200 }, word)
  const own = Array.from({ length: labels }, () => Array.from({ length: 15 }, word))
  const sentence = (words: readonly string[]): string =>
    Array.from({ length: 9 }, () => pick(chance.fraction() < 0.4 ? words : common)).join(' ')
  return (each) =>
    own.flatMap((words, i) => Array.from({ length: each }, () => ({ text: sentence(words), label: `l${i}` })))
}

describe('the classifier', () => {
  const speak = language(20, 5)
  const examples = speak(20)
  const unseen = speak(10)
  const classifier = fitClassifier(examples, seededChance(1))

  it('tells 20 labels apart in texts it has not seen', () => {
    const right = unseen.filter(({ text, label }) => classify(classifier, text)[0]?.label === label)
    expect(right.length / unseen.length).toBeGreaterThan(0.85)
  })

  it('is the same to the last bit for the same seed', () => {
    const again = fitClassifier(examples, seededChance(1))
    expect(again.softmax.weights).toEqual(classifier.softmax.weights)
    expect(fitClassifier(examples, seededChance(2)).softmax.weights).not.toEqual(classifier.softmax.weights)
  })

  it('gives shares of one whole, and no preference where it knows nothing', () => {
    const guesses = classify(classifier, unseen[0]?.text ?? '')
    expect(guesses.reduce((sum, guess) => sum + guess.probability, 0)).toBeCloseTo(1, 9)
    for (const guess of classify(classifier, '😀')) expect(guess.probability).toBeCloseTo(1 / 20, 9)
  })

  it('knows one label only when it was shown one, and none when none', () => {
    const one = fitClassifier([{ text: 'tea', label: 'a' }], seededChance(1))
    expect(classify(one, 'anything')).toEqual([{ label: 'a', probability: 1 }])
    expect(classify(fitClassifier([], seededChance(1)), 'anything')).toEqual([])
  })
})

describe('BM25', () => {
  const index = fitBm25(['Wie lange dauert die Lieferung?', 'Return a damaged teapot', 'How do I pay?'])

  it('finds the passage with the rare words, in other forms too', () => {
    const [first = 0, second = 0, third = 0] = coverage(index, 'liefern')
    expect(first).toBeGreaterThan(0)
    expect(second + third).toBe(0)
  })

  it('covers less of a question the more of it is strange', () => {
    const of = (text: string): number => coverage(index, text)[1] ?? 0
    expect(of('return teapot')).toBeGreaterThan(of('return teapot to the moon'))
    expect(of('')).toBe(0)
  })
})

describe('the calibrator', () => {
  const rows = (chance: { fraction(): number }) =>
    Array.from({ length: 400 }, () => {
      const truth = chance.fraction()
      return { evidence: [truth, 1 - truth, chance.fraction()], right: chance.fraction() < truth, weight: 1 }
    })

  it('means what it says: of those it gives 80 %, about 80 % are right', () => {
    const chance = seededChance(3)
    const calibrator = fitCalibrator(rows(chance))
    if (!calibrator) throw new Error('there was enough to learn from')
    const sure = rows(chance).filter((row) => Math.abs(probabilityOf(calibrator, row.evidence) - 0.8) < 0.1)
    expect(sure.filter((row) => row.right).length / sure.length).toBeGreaterThan(0.7)
    expect(sure.filter((row) => row.right).length / sure.length).toBeLessThan(0.9)
  })

  it('never believes less because more speaks for it', () => {
    const calibrator = fitCalibrator(rows(seededChance(4)))
    if (!calibrator) throw new Error('there was enough to learn from')
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), (evidence) => {
        const more = evidence.map((each, i) => (i === 1 ? each + 1 : each))
        expect(probabilityOf(calibrator, more)).toBeGreaterThanOrEqual(probabilityOf(calibrator, evidence))
      }),
      { seed: 5 },
    )
  })

  it('learns nothing from trials that all ended alike', () => {
    expect(fitCalibrator([{ evidence: [1], right: true, weight: 1 }])).toBeUndefined()
    expect(fitCalibrator([])).toBeUndefined()
  })
})
