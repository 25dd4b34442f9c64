import { answerQuestion, type FaqAnswer } from './answer-question.ts'
import type { FaqModel } from './faq.ts'
import { textLimit, wordsOf } from './features.ts'
import { type Asked, questionsIn } from './questions.ts'

/** Things that a mail may ask and still be answered without a person. */
export const askedLimit = 4

export type MailAnswer = {
  readonly kind: FaqAnswer['kind']
  /** The least of its parts: that everything asked is answered. */
  readonly probability: number
  readonly parts: readonly { readonly asked: string; readonly answer: FaqAnswer }[]
  /** Entries that together answer the mail, in the order of its questions; empty unless `kind` is `answer`. */
  readonly entries: readonly string[]
  readonly reason: string
}

/** Answers a mail only when each thing it asks is answered; one open question keeps the whole mail for a person. */
export function answerMail(model: FaqModel, text: string): MailAnswer {
  const asked = questionsIn(text)
  const parts = asked.slice(0, askedLimit).map((each) => ({ asked: each.text, answer: answerPart(model, each) }))
  const probability = parts.reduce(
    (least, part) => Math.min(least, part.answer.probability),
    parts.length === 0 ? 0 : 1,
  )
  const { kind, reason } = decide(
    parts.map((part) => part.answer),
    { more: asked.length > askedLimit, text },
  )
  const ids = parts.flatMap((part) => part.answer.candidates[0]?.id ?? [])
  return { kind, probability, parts, entries: kind === 'answer' ? [...new Set(ids)] : [], reason }
}

/** A sentence that leads up to a question must not ask about something else on its own. */
function answerPart(model: FaqModel, { text, sentences }: Asked): FaqAnswer {
  const answer = answerQuestion(model, text)
  if (answer.kind !== 'answer' || sentences.length === 1) return answer
  const id = answer.candidates[0]?.id
  const other = sentences
    .map((sentence) => answerQuestion(model, sentence))
    .find((alone) => alone.kind !== 'escalate' && alone.candidates[0]?.id !== id)
  const about = other?.candidates[0]?.id
  return about === undefined
    ? answer
    : { ...answer, kind: 'draft', reason: `A sentence may ask about ${about} as well.` }
}

function decide(
  answers: readonly FaqAnswer[],
  { more, text }: { more: boolean; text: string },
): Pick<MailAnswer, 'kind' | 'reason'> {
  if (answers.length === 0) {
    return {
      kind: 'escalate',
      reason: wordsOf(text).length === 0 ? 'There are no words to read.' : 'Nothing is asked.',
    }
  }
  const worst = answers.find((each) => each.kind === 'escalate') ?? answers.find((each) => each.kind === 'draft')
  if (worst?.kind === 'escalate' && answers.every((each) => each.kind === 'escalate')) return worst
  if (worst) {
    const open = answers.filter((each) => each.kind !== 'answer').length
    const reason =
      answers.length === 1
        ? worst.reason
        : `${open} of ${answers.length} questions cannot be answered without a person.`
    return { kind: worst.kind, reason }
  }
  if (more) return { kind: 'draft', reason: `More than ${askedLimit} things are asked.` }
  if (text.length > textLimit) return { kind: 'draft', reason: `Only the first ${textLimit} characters were read.` }
  return { kind: 'answer', reason: answers.length === 1 ? (answers[0]?.reason ?? '') : 'Every question is answered.' }
}
