import { readFileSync } from 'node:fs'
import { accepted, type Chance, seededChance } from '#kernel'
import { describe, expect, it } from 'vitest'
import { answerQuestion } from './answer-question.ts'
import { type FaqEntry, fitFaq } from './faq.ts'

type Trial = { entries: FaqEntry[]; asked: { text: string; id?: string }[] }

const linesOf = (file: string): string[] =>
  readFileSync(new URL(`examples/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  return list
    .map((each) => ({ each, at: chance.fraction() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each)
}

/** `# id`, `= answer`, `- question`; the last block is what nobody can answer. A seed picks what is learned. */
function handWritten(file: string, learned: number, seed: number): Trial {
  const chance = seededChance(seed)
  const blocks = linesOf(file).join('\n').split(/^# /m).slice(1)
  const read = blocks.map((block) => {
    const [id = '', ...lines] = block.trim().split('\n')
    const of = (mark: string): string[] =>
      lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length))
    return { id, answer: of('= ').join(''), questions: shuffled(of('- '), chance) }
  })
  const known = read.slice(0, -1)
  const entries = known.map((entry) => ({ ...entry, questions: entry.questions.slice(0, learned) }))
  const asked = known.flatMap(({ id, questions }) => questions.slice(learned).map((text) => ({ text, id })))
  return {
    entries,
    asked: [...asked, ...read.slice(-1).flatMap(({ questions }) => questions.map((text) => ({ text })))],
  }
}

/** Phrasings as a crowd writes them; other intents of the same business are what nobody can answer, 30 % of all. */
function crowd(size: number, learned: number, seed: number): Trial {
  const chance = seededChance(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(chance.fraction() * list.length)] ?? ''
  const intents = linesOf('crowd.txt').map((line) => {
    const [id = '', grammar = ''] = line.split(': ')
    const questions = new Set<string>()
    while (questions.size < learned + 5) {
      const text = pick(grammar.split(' / ')).replace(/\{([^}]*)\}/g, (_, words: string) => pick(words.split('|')))
      questions.add(text.replace(/\s+/g, ' ').trim())
    }
    return { id, answer: `Answer ${id}`, questions: [...questions] }
  })
  const order = shuffled(intents, chance)
  const known = order.slice(0, size)
  const asked = known.flatMap(({ id, questions }) => questions.slice(learned).map((text) => ({ text, id })))
  const strange = order.slice(size).flatMap(({ questions }) => questions.map((text) => ({ text })))
  const entries = known.map((entry) => ({ ...entry, questions: entry.questions.slice(0, learned) }))
  return { entries, asked: [...asked, ...shuffled(strange, chance).slice(0, Math.round((asked.length * 3) / 7))] }
}

function measure(trials: readonly Trial[]): { answered: number; share: number; precision: number } {
  let answerable = 0
  let answered = 0
  let right = 0
  for (const { entries, asked } of trials) {
    const model = accepted(fitFaq(entries))
    for (const { text, id } of asked) {
      const { kind, candidates } = answerQuestion(model, text)
      if (id !== undefined) answerable++
      if (kind !== 'answer') continue
      answered++
      if (candidates[0]?.id === id) right++
    }
  }
  return { answered, share: right / answerable, precision: right / answered }
}

describe('FAQ answering on questions it has not seen, about 30 % of them answered by no entry', () => {
  it('answers at least half of what 30 entries with 10 questions can answer, at least 96 % of it right', () => {
    const { share, precision } = measure([crowd(30, 10, 1), crowd(30, 10, 2)])
    expect(share).toBeGreaterThanOrEqual(0.5)
    expect(precision).toBeGreaterThanOrEqual(0.96)
  })

  it('does so for a young company with 8 entries and 6 questions each', () => {
    const { share, precision } = measure([1, 2, 3, 4, 5, 6].map((seed) => crowd(8, 6, seed)))
    expect(share).toBeGreaterThanOrEqual(0.5)
    expect(precision).toBeGreaterThanOrEqual(0.96)
  })

  it('answers a third of free German questions with 8 entries and 6 questions each, at least 96 % of it right', () => {
    const { share, precision } = measure([1, 2, 3, 4, 5, 6].map((seed) => handWritten('laden.txt', 6, seed)))
    expect(share).toBeGreaterThanOrEqual(1 / 3)
    expect(precision).toBeGreaterThanOrEqual(0.96)
  })

  it('keeps silent rather than wrong where entries are close and hardly two questions are worded alike', () => {
    const { answered, share, precision } = measure([1, 2, 3].map((seed) => handWritten('shop.txt', 10, seed)))
    expect(answered).toBeGreaterThan(30)
    expect(share).toBeGreaterThanOrEqual(0.1)
    expect(precision).toBeGreaterThanOrEqual(0.96)
  })
})
