import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { type Company, companyFileSchema, fileInForce, knowledgeInForce } from '#companies'
import type { Store } from '#store'

/**
 * Where a founder edits a company: its file as it is in force, its knowledge, and the JSON Schema that editors check
 * the file with. Written when it is not there; what is there is the founder's and stays as it is.
 */
export async function workingCopy(
  { store, dataFolder }: { store: Store; dataFolder: string },
  { id, slug }: Pick<Company, 'id' | 'slug'>,
): Promise<string> {
  const folder = join(dataFolder, 'companies', slug)
  const path = join(folder, 'company.yaml')
  if (existsSync(path)) return path
  const { text, texts } = await store.read(id, async (tx) => ({
    text: (await fileInForce(tx)).text,
    texts: (await knowledgeInForce(tx)).texts,
  }))
  const files = texts.filter((it) => staysInside(it.path)).map((it) => ({ path: join(folder, it.path), text: it.text }))
  const schema = {
    path: join(folder, 'company.schema.json'),
    text: `${JSON.stringify(companyFileSchema(), null, 2)}\n`,
  }
  for (const file of [...files, schema, { path, text }]) {
    mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 })
    writeFileSync(file.path, file.text, { mode: 0o600 })
  }
  return path
}

/** Names of knowledge may have come over the network. */
function staysInside(path: string): boolean {
  return !isAbsolute(path) && !normalize(path).split(/[/\\]/).includes('..')
}
