import { excerpt, type Problem } from './problem.ts'

/** A question that customers ask, in the ways they ask it, and the company's answer. */
export type KnowledgeEntry = { readonly id: string; readonly questions: string[]; readonly answer: string }
export type KnowledgeText = { readonly path: string; readonly text: string }

const most = {
  fileCharacters: 256 * 1024,
  entries: 1000,
  questions: 50,
  questionCharacters: 300,
  answerCharacters: 8000,
}

/** Below this many phrasings an answer is only drafted, never sent without a person. */
export const fewQuestions = 5

/**
 * Reads the knowledge folder. A file holds entries; an entry is a heading of level two (its first question),
 * a list of other phrasings right below, and the answer in Markdown up to the next such heading:
 *
 *     # Prices                          the file's title, for people
 *     ## What does it cost?
 *     - How much is it?
 *     - What are your prices?
 *
 *     A month costs 49 euros.
 */
export function readKnowledge(texts: readonly KnowledgeText[]): { entries: KnowledgeEntry[]; problems: Problem[] } {
  const drafts = texts.flatMap(draftsOf)
  const problems = [...texts.flatMap(fileProblems), ...drafts.flatMap(entryProblems), ...repeated(drafts)]
  const entries = drafts.map(({ id, questions, answer }) => ({
    id,
    questions: questions.map((one) => one.text),
    answer,
  }))
  return problems.length > 0 ? { entries: [], problems } : { entries, problems }
}

type Line = { readonly text: string; readonly number: number }
type Draft = { source: KnowledgeText; id: string; line: number; questions: Line[]; answer: string }

function draftsOf(source: KnowledgeText): Draft[] {
  if (source.text.length > most.fileCharacters) return []
  const lines = source.text.split(/\r\n|\r|\n/).map((text, index): Line => ({ text, number: index + 1 }))
  const starts = lines.flatMap((line, index) => (isHeading(line) ? [index] : []))
  return starts.map((start, nth) => draftOf(source, lines.slice(start, starts[nth + 1] ?? lines.length)))
}

function draftOf(source: KnowledgeText, [heading, ...rest]: Line[]): Draft {
  const end = rest.findIndex((line) => line.text.trim() !== '' && !bullet.test(line.text))
  const split = end === -1 ? rest.length : end
  const first = { text: (heading?.text ?? '').replace(/^##\s*/, '').trim(), number: heading?.number ?? 1 }
  const others = rest.slice(0, split).filter((line) => bullet.test(line.text))
  const questions = [first, ...others.map((line) => ({ ...line, text: line.text.replace(bullet, '').trim() }))]
  const answer = rest
    .slice(split)
    .map((line) => line.text)
    .join('\n')
    .trim()
  return { source, id: `${slugOf(fileName(source.path))}/${slugOf(first.text)}`, line: first.number, questions, answer }
}

const bullet = /^\s{0,3}[-*]\s+/

function isHeading(line: Line): boolean {
  return /^##(\s|$)/.test(line.text)
}

function fileProblems(source: KnowledgeText): Problem[] {
  const { length } = source.text
  if (length > most.fileCharacters) {
    return [
      problem(source, 1, `the file has ${length} characters, at most ${most.fileCharacters} are read`, 'split it'),
    ]
  }
  const lines = source.text.split(/\r\n|\r|\n/)
  const first = lines.findIndex((line) => line.trim() !== '' && !/^#(\s|$)/.test(line))
  if (first === -1)
    return [problem(source, 1, 'the file has no question', 'write a question as a heading: ## What does it cost?')]
  if (/^##(\s|$)/.test(lines[first] ?? '')) return []
  const fix = 'write the question above it as a heading: ## What does it cost?'
  return [problem(source, first + 1, 'expected a question before the first text', fix)]
}

function entryProblems({ source, line, questions, answer }: Draft): Problem[] {
  const long = questions.filter((one) => one.text.length > most.questionCharacters)
  const empty = questions.filter((one) => !/[\p{L}\p{N}]/u.test(one.text))
  return [
    ...empty.map((one) =>
      problem(source, one.number, 'expected a question, found none', 'write the question, or remove the line'),
    ),
    ...long.map((one) =>
      problem(source, one.number, `a question has at most ${most.questionCharacters} characters`, 'shorten it'),
    ),
    ...(questions.length > most.questions
      ? [
          problem(
            source,
            line,
            `a question has at most ${most.questions} phrasings, here are ${questions.length}`,
            'keep those that differ most',
          ),
        ]
      : []),
    ...(answer === ''
      ? [
          problem(
            source,
            line,
            'this question has no answer',
            'write the answer below the phrasings, after a blank line',
          ),
        ]
      : []),
    ...(answer.length > most.answerCharacters
      ? [
          problem(
            source,
            line,
            `an answer has at most ${most.answerCharacters} characters, this one has ${answer.length}`,
            'shorten it',
          ),
        ]
      : []),
  ]
}

/** One phrasing under two answers would make both uncertain. */
function repeated(drafts: readonly Draft[]): Problem[] {
  const seen = new Map<string, string>()
  const problems: Problem[] = []
  for (const { source, questions } of drafts) {
    for (const { text, number } of questions) {
      const key = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()
      const before = seen.get(key)
      if (before !== undefined && key !== '')
        problems.push(problem(source, number, `this question stands already at ${before}`, 'remove one of the two'))
      seen.set(key, before ?? `${source.path}:${number}`)
    }
  }
  const tooMany = drafts[most.entries]
  if (tooMany)
    problems.push(problem(tooMany.source, tooMany.line, `a company has at most ${most.entries} answers`, 'merge some'))
  return problems
}

function problem(source: KnowledgeText, line: number, message: string, fix: string): Problem {
  return {
    file: source.path,
    line,
    column: 1,
    path: '',
    message,
    fix,
    excerpt: excerpt(source.text, { line, column: 1, length: 300 }),
  }
}

function fileName(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.md$/i, '')
}

function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80)
}
