import { probabilityOf } from './calibrator.ts'
import { findIn, type Found } from './evidence.ts'
import { textLimit, wordsOf } from './features.ts'
import { type FaqModel, mayAnswerFrom } from './faq.ts'

/** Entries that are offered to the person who decides. */
const candidatesLimit = 3
/** The most that an uncalibrated model may claim. */
const uncalibratedMost = 0.8
/** Common words that a candidate names. */
const namedWords = 5

/** Only an entry's id leaves here: whatever the text says, what goes out is the text of that entry. */
export type FaqAnswer = {
  readonly kind: 'answer' | 'draft' | 'escalate'
  /** That the first candidate answers the question. */
  readonly probability: number
  /** The likeliest entries, at most three, the best first. */
  readonly candidates: readonly Candidate[]
  readonly reason: string
}
export type Candidate = {
  readonly id: string
  readonly probability: number
  /** The entry's own question that is closest. */
  readonly question: string
  readonly why: string
}

/** Which entry answers a question, and whether that is sure enough to say it without a person. */
export function answerQuestion(model: FaqModel, text: string): FaqAnswer {
  const words = new Set(wordsOf(text))
  const found = findIn(model.readers, text).slice(0, candidatesLimit)
  const [best] = found
  if (words.size === 0 || !best) {
    const reason = words.size === 0 ? 'There are no words to read.' : 'There is no FAQ entry yet.'
    return { kind: 'escalate', probability: 0, candidates: [], reason }
  }
  const probability = probabilityFor(model, best)
  const others = Math.min(probability, 1 - probability)
  const candidates = found.map((each, i) => ({
    id: model.readers.entries[each.entry]?.id ?? '',
    probability: i === 0 ? probability : Math.min(others, probabilityFor(model, each)),
    question: each.question,
    why: whyOf(each, words),
  }))
  return { ...decide(model, best, { probability, cut: text.length > textLimit }), probability, candidates }
}

function decide(
  { policy, readers, calibrator }: FaqModel,
  best: Found,
  { probability, cut }: { probability: number; cut: boolean },
): Pick<FaqAnswer, 'kind' | 'reason'> {
  const entry = readers.entries[best.entry]
  if (probability < policy.draftAt) return { kind: 'escalate', reason: 'No FAQ entry is likely to answer this.' }
  if (cut) return { kind: 'draft', reason: `Only the first ${textLimit} characters were read.` }
  if (!calibrator)
    return { kind: 'draft', reason: 'The FAQ is too small to know how often its answers would be right.' }
  if (!entry || !mayAnswerFrom(entry, policy)) {
    const reason = `The entry has ${entry?.questions.length ?? 0} ways to ask; it needs ${policy.questionsToAnswer} before it is used without a person.`
    return { kind: 'draft', reason }
  }
  const sure = `${percent(probability)} sure; ${percent(policy.answerAt)} are needed to answer without a person.`
  return { kind: probability >= policy.answerAt ? 'answer' : 'draft', reason: sure }
}

function probabilityFor({ calibrator }: FaqModel, found: Found): number {
  return calibrator ? probabilityOf(calibrator, found.evidence) : Math.min(uncalibratedMost, found.closeness)
}

/** Names words of our own question only, never of the text that came in. */
function whyOf({ question, share }: Found, words: ReadonlySet<string>): string {
  const common = [...new Set(wordsOf(question))].filter((each) => words.has(each))
  const named = common.sort((a, b) => b.length - a.length).slice(0, namedWords)
  const wording = named.length === 0 ? 'no word in common' : `in common: ${named.join(', ')}`
  return `${wording}; ${percent(share)} of the classifier`
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
