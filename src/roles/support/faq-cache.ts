import { isRefusal, type Refusal } from '#kernel'
import { faqDigest, type FaqEntry, type FaqModel, fitFaq } from '#skills'

const modelsKept = 20
const models = new Map<string, FaqModel>()

/** The model of these entries; learned once in this process as long as the knowledge stays the same. */
export function faqOf(entries: readonly FaqEntry[]): FaqModel | Refusal {
  const digest = faqDigest(entries)
  const known = models.get(digest)
  if (known) return known
  const model = fitFaq(entries)
  if (isRefusal(model)) return model
  const [oldest] = models.keys()
  if (models.size >= modelsKept && oldest !== undefined) models.delete(oldest)
  models.set(digest, model)
  return model
}
