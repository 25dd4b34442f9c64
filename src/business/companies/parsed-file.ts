import { sha256 } from '#kernel'
import type { CompanyFile } from './company-file.ts'
import { type KnowledgeText, readKnowledge } from './knowledge.ts'
import { readCompanyFile } from './read-company-file.ts'

type Read = ReturnType<typeof readCompanyFile>
type Knowledge = ReturnType<typeof readKnowledge>

const filesKept = 200
const knowledgeKept = 50
const files = new Map<string, Read>()
const knowledge = new Map<string, Knowledge>()

/** As `readCompanyFile`, read once as long as the same text is in use: every command of a company needs its file. */
export function parsedFile(text: string): { file: CompanyFile } | Extract<Read, { problems: unknown }> {
  return kept(files, { key: sha256(text), most: filesKept, make: () => readCompanyFile(text) })
}

/** As `readKnowledge`, read once as long as the same texts are in use. */
export function parsedKnowledge(texts: readonly KnowledgeText[]): Knowledge {
  const key = sha256(JSON.stringify(texts.map(({ path, text }) => [path, text])))
  return kept(knowledge, { key, most: knowledgeKept, make: () => readKnowledge(texts) })
}

function kept<T>(cache: Map<string, T>, { key, most, make }: { key: string; most: number; make: () => T }): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const [oldest] = cache.keys()
  if (cache.size >= most && oldest !== undefined) cache.delete(oldest)
  const made = make()
  cache.set(key, made)
  return made
}
