import { type Currency, type Instant, refuse, type Refusal } from '#kernel'
import type { CompanyId, ReadTx, Rows, Store } from '#store'
import type { CompanyFile } from './company-file.ts'
import type { KnowledgeEntry, KnowledgeText } from './knowledge.ts'
import { parsedFile, parsedKnowledge } from './parsed-file.ts'

/** A company as the directory of the installation lists it. */
export type Company = {
  readonly id: CompanyId
  readonly slug: string
  readonly name: string
  readonly purpose: string
  readonly jurisdiction: string
  readonly currency: Currency
  readonly template: string
  readonly state: 'active' | 'closed'
  readonly version: number
  readonly launchedAt: Instant
}

const columns = `company_id as id, slug, name, purpose, jurisdiction, currency, template, state, version, launched_at as "launchedAt"`

/** All companies of the installation, by name. */
export function companyList(store: Store): Promise<Company[]> {
  return store.installation((rows) =>
    rows<Company>(`select ${columns} from companies.companies order by lower(name), company_id`),
  )
}

/** The company that a person names by slug or id. */
export async function findCompany(store: Store, name: string): Promise<Company | Refusal> {
  const find = (rows: Rows): Promise<Company[]> =>
    rows<Company>(`select ${columns} from companies.companies where slug = $1 or company_id = $1`, [name])
  const [found] = await store.installation(find)
  return found ?? noSuchCompany(name)
}

export async function thisCompany(tx: ReadTx): Promise<Company> {
  const found = await tx.row<Company>(`select ${columns} from companies.companies where company_id = $1`, [tx.company])
  if (!found) throw new Error(`the company ${tx.company} has no file`)
  return found
}

/** The company file in force, with its version and the digest that approvals name as the policy's version. */
export async function fileInForce(
  tx: ReadTx,
): Promise<{ file: CompanyFile; text: string; version: number; digest: string }> {
  const row = await tx.row<{ text: string; version: number; digest: string }>(
    'select text, version, digest from companies.files where company_id = $1 order by version desc limit 1',
    [tx.company],
  )
  if (!row) throw new Error(`the company ${tx.company} has no file`)
  return { ...row, file: parsed(row.text) }
}

export async function knowledgeInForce(tx: ReadTx): Promise<{ texts: KnowledgeText[]; entries: KnowledgeEntry[] }> {
  const texts = await tx.rows<KnowledgeText>(
    `select path, text from companies.knowledge k
     where company_id = $1 and version = (select max(version) from companies.files f where f.company_id = k.company_id) order by path`,
    [tx.company],
  )
  return { texts, entries: parsedKnowledge(texts).entries }
}

/** A text that was valid when it was applied. */
function parsed(text: string): CompanyFile {
  const read = parsedFile(text)
  if ('file' in read) return read.file
  throw new Error('the company file in force does not fit this version of Kontor')
}

function noSuchCompany(name: string): Refusal {
  return refuse('no-such-company', {
    message: `There is no company ${name} here.`,
    fix: 'kontor lists the companies of this installation.',
    facts: { company: name },
  })
}
