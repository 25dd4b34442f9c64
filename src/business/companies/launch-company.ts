import { defineEvent, isRefusal, isZero, printActor, printMoney, refuse, type Refusal, sha256 } from '#kernel'
import { openBooks, postEntry } from '#ledger'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import type { CompanyFile } from './company-file.ts'
import type { KnowledgeText } from './knowledge.ts'
import { parsedFile, parsedKnowledge } from './parsed-file.ts'
import { printProblems } from './problem.ts'

export const companyLaunched = defineEvent<{ slug: string; name: string; template: string; file: string }>(
  'companies.company-launched',
)

export const knowledgeInput = z.array(z.strictObject({ path: z.string().min(1).max(200), text: z.string() })).max(1_000)
const slugLimit = 50

/** Makes a company: its file in force, its books with their accounts, its bank balances. */
export const launchCompany = defineCommand({
  name: 'companies.launch-company',
  summary: 'Launch a company from its file',
  who: ['founder', 'operator'],
  effect: 'reversible',
  input: z.strictObject({
    file: z.string().describe('the text of company.yaml'),
    knowledge: knowledgeInput.default([]),
    template: z.string().max(100).default(''),
  }),
  async run(tx, { file: text, knowledge, template }) {
    const file = readable(text, knowledge)
    if (isRefusal(file)) return file
    await tx.rows('insert into store.companies (company_id, time_zone) values ($1, $2)', [tx.company, file.timezone])
    const slug = await entered(tx, { file, template })
    await keepFile(tx, { version: 1, text, knowledge })
    const accounts = file.bank.map(({ id, name: bank }) => ({ account: `bank:${id}`, name: bank }))
    await tx.call(openBooks, { currency: file.currency, accounts })
    await postOpeningBalances(tx, file)
    tx.append(companyLaunched, { slug, name: file.name, template, file: sha256(text) })
    return { company: tx.company, slug, name: file.name }
  },
})

/** The parsed file when file and knowledge are both in order. */
export function readable(text: string, knowledge: readonly KnowledgeText[]): CompanyFile | Refusal {
  const read = parsedFile(text)
  const problems = 'problems' in read ? read.problems : parsedKnowledge(knowledge).problems
  if ('file' in read && problems.length === 0) return read.file
  return refuse('company-file-invalid', {
    message: `The company file has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${printProblems(problems)}`,
    fix: 'Correct the lines named; kontor check FILE shows the same without changing anything.',
    facts: { problems },
  })
}

export async function keepFile(
  tx: CompanyTx,
  { version, text, knowledge }: { version: number; text: string; knowledge: readonly KnowledgeText[] },
): Promise<void> {
  await tx.rows(
    'insert into companies.files (company_id, version, text, digest, applied_at, applied_by) values ($1, $2, $3, $4, $5, $6)',
    [tx.company, version, text, sha256(text), tx.at, printActor(tx.actor)],
  )
  if (knowledge.length === 0) return
  await tx.rows(
    'insert into companies.knowledge (company_id, version, path, text) select $1, $2, * from unnest($3::text[], $4::text[])',
    [tx.company, version, knowledge.map((it) => it.path), knowledge.map((it) => it.text)],
  )
}

const enter = `insert into companies.companies (company_id, slug, name, purpose, jurisdiction, currency, template, state, version, launched_at)
  values ($1, $2, $3, $4, $5, $6, $7, 'active', 1, $8) on conflict (slug) do nothing returning slug`

/** The slug is the name; where it is taken, the name and a few characters of the company's own id, however many there are. */
async function entered(tx: CompanyTx, { file, template }: { file: CompanyFile; template: string }): Promise<string> {
  const base = slugOf(file.name)
  const { name, purpose, jurisdiction, currency } = file
  for (const slug of [base, `${base}-${tx.company.slice(-6)}`, `${base}-${tx.company.slice(-9)}`]) {
    const [row] = await tx.rows<{ slug: string }>(enter, [
      tx.company,
      slug,
      name,
      purpose,
      jurisdiction,
      currency,
      template,
      tx.at,
    ])
    if (row) return row.slug
  }
  throw new Error(`no slug is free for ${name}`)
}

function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, slugLimit)
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'company' : slug
}

async function postOpeningBalances(tx: CompanyTx, file: CompanyFile): Promise<void> {
  for (const { id, opens, opensOn = tx.today } of file.bank) {
    if (isZero(opens)) continue
    const [amount, counter] = [printMoney(opens), printMoney({ ...opens, minor: -opens.minor })]
    await tx.call(postEntry, {
      eventDay: opensOn,
      description: `Opening balance of the account ${id}`,
      source: `companies:${tx.company}`,
      postings: [
        { account: `bank:${id}`, amount },
        { account: 'equity.opening', amount: counter },
      ],
    })
  }
}
