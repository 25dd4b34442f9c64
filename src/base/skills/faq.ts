import { digestOf, refuse, type Refusal } from '#kernel'
import { type Calibrator, fitCalibrator, type Judged } from './calibrator.ts'
import { findIn, fitReaders, type Known, type Readers } from './evidence.ts'
import { wordsOf } from './features.ts'

/** Changes when the same entries would give other predictions. */
const version = 1
/** Entries and questions of one FAQ; calibration fits the model several times. */
export const entriesLimit = 200
const questionsLimit = 2_000
/** Entries with enough questions that a calibrator can be learned from. */
const entriesToCalibrate = 4
/** Up to this many entries each is held out alone; more are held out in `folds` groups. */
const singlyHeldOut = 12
const folds = 6
/** One in so many questions of the other entries is held out beside. */
const questionSlices = 5

/** A piece of knowledge: ways to ask, and the one answer that may go out. */
export type FaqEntry = { readonly id: string; readonly questions: readonly string[]; readonly answer: string }

export type FaqPolicy = {
  /** Answer alone from this probability on. */
  readonly answerAt: number
  /** Offer a draft from this probability on; below, a person starts from nothing. */
  readonly draftAt: number
  /** Ways to ask that an entry needs before it is ever answered from without a person. */
  readonly questionsToAnswer: number
  /** The share of incoming questions that no entry answers. */
  readonly unanswerableShare: number
}
export const faqPolicy: FaqPolicy = { answerAt: 0.9, draftAt: 0.5, questionsToAnswer: 5, unanswerableShare: 0.3 }

export type FaqModel = {
  /** Hash of entries, policy and version: the same digest is the same predictions. */
  readonly digest: string
  readonly policy: FaqPolicy
  readonly readers: Readers
  /** None when there are too few entries to learn from; then nothing is answered without a person. */
  readonly calibrator: Calibrator | undefined
}

/** What `fitFaq` would make a model of; cheap, to look into a cache with. The order of entries does not matter. */
export function faqDigest(entries: readonly FaqEntry[], policy: FaqPolicy = faqPolicy): string {
  const plain = sorted(entries).map(({ id, questions, answer }) => ({ id, questions, answer }))
  return digestOf({ version, policy, entries: plain })
}

/** Refuses `faq-too-large` and `faq-entry-twice`. */
export function fitFaq(entries: readonly FaqEntry[], policy: FaqPolicy = faqPolicy): FaqModel | Refusal {
  const questions = entries.reduce((sum, entry) => sum + entry.questions.length, 0)
  if (entries.length > entriesLimit || questions > questionsLimit) {
    return refuse('faq-too-large', {
      message: `The FAQ has ${entries.length} entries with ${questions} questions; ${entriesLimit} with ${questionsLimit} can be learned.`,
      fix: 'Merge entries that give the same answer, or drop questions that hardly differ.',
      facts: { entries: entries.length, questions, entriesLimit, questionsLimit },
    })
  }
  const twice = entries.find((entry, i) => entries.findIndex((other) => other.id === entry.id) !== i)
  if (twice) {
    return refuse('faq-entry-twice', {
      message: `Two FAQ entries are called ${twice.id}, so an answer could not say which one it came from.`,
      fix: 'Give each entry its own name.',
      facts: { id: twice.id },
    })
  }
  const known = sorted(entries).map((entry) => ({ ...entry, questions: distinct(entry.questions) }))
  const calibrator = calibrate(known, policy)
  return { digest: faqDigest(entries, policy), policy, readers: fitReaders(known), calibrator }
}

export function mayAnswerFrom(entry: Known, policy: FaqPolicy): boolean {
  return entry.questions.length >= policy.questionsToAnswer
}

/**
 * Learns how far to trust the readers from questions they have not seen: those of whole entries taken
 * away (nobody may answer) and a slice of the others' (only the right entry may).
 */
function calibrate(entries: readonly Known[], policy: FaqPolicy): Calibrator | undefined {
  if (entries.filter((entry) => mayAnswerFrom(entry, policy)).length < entriesToCalibrate) return undefined
  const rounds = entries.length <= singlyHeldOut ? entries.length : folds
  const trials = Array.from({ length: rounds }, (_, round) => tryRound(entries, { round, rounds, policy })).flat()
  const away = trials.filter((trial) => trial.away).length
  const weightAway = policy.unanswerableShare / Math.max(1, away)
  const weightThere = (1 - policy.unanswerableShare) / Math.max(1, trials.length - away)
  return fitCalibrator(
    trials.map((trial) => ({ ...trial, weight: trials.length * (trial.away ? weightAway : weightThere) })),
  )
}

type Trial = Omit<Judged, 'weight'> & { readonly away: boolean }

function tryRound(
  entries: readonly Known[],
  { round, rounds, policy }: { round: number; rounds: number; policy: FaqPolicy },
): Trial[] {
  const isAway = (i: number): boolean => i % rounds === round
  const isAsked = (entry: Known, i: number, question: number): boolean =>
    isAway(i) || (mayAnswerFrom(entry, policy) && (question + i) % questionSlices === round % questionSlices)
  const asked = entries.flatMap((entry, i) =>
    entry.questions.filter((_, question) => isAsked(entry, i, question)).map((text) => ({ text, id: entry.id })),
  )
  const left = entries.flatMap((entry, i) =>
    isAway(i) ? [] : [{ ...entry, questions: entry.questions.filter((_, question) => !isAsked(entry, i, question)) }],
  )
  const readers = fitReaders(left)
  const ids = new Set(left.map((entry) => entry.id))
  return asked.flatMap(({ text, id }) => {
    const [best] = findIn(readers, text)
    return best ? [{ evidence: best.evidence, right: left[best.entry]?.id === id, away: !ids.has(id) }] : []
  })
}

function sorted(entries: readonly FaqEntry[]): FaqEntry[] {
  return [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Questions that differ in their words; five copies of one question teach no more than one. */
function distinct(questions: readonly string[]): string[] {
  const byWords = new Map(questions.map((question) => [wordsOf(question).join(' '), question]))
  byWords.delete('')
  return [...byWords.values()]
}
