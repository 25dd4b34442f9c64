import { defineEvent, digestOf, isRefusal, printMoney, refuse, type Refusal, sha256 } from '#kernel'
import { openAccount } from '#ledger'
import { type CompanyTx, defineCommand, type ReadTx } from '#store'
import { z } from 'zod'
import { fileInForce, knowledgeInForce } from './company.ts'
import type { CompanyFile } from './company-file.ts'
import { readKnowledge } from './knowledge.ts'
import { keepFile, knowledgeInput, readable } from './launch-company.ts'
import { type Change, type Plan, plan } from './plan.ts'

const companyFileApplied = defineEvent<{ version: number; file: string; changes: string[] }>(
  'companies.company-file-applied',
)

/**
 * Puts a changed company file into force. A change that loosens limits or policies needs the digest of the plan that
 * the founder has seen (a dry run shows it), so that nothing else than that is applied.
 */
export const applyCompanyFile = defineCommand({
  name: 'companies.apply-company-file',
  summary: 'Put a changed company file into force',
  who: ['founder', 'operator'],
  personOnly: true,
  effect: 'reversible',
  input: z.strictObject({
    file: z.string().describe('the text of company.yaml'),
    knowledge: knowledgeInput.default([]),
    plan: z.string().optional().describe('the digest of the plan that was shown'),
  }),
  async run(tx, { file: text, knowledge, plan: seen }) {
    const planned = await plannedFile(tx, { text, knowledge })
    if (isRefusal(planned)) return planned
    const { wanted, shown, digest, version, changes, accounts } = planned
    if (changes.length === 0) return { plan: shown, digest, version, applied: false }
    if (seen !== undefined && seen !== digest) return otherPlan(digest)
    if (seen === undefined && changes.some((it) => it.needsApproval)) return unseenPlan({ changes, digest, shown })
    await keepFile(tx, { version: version + 1, text, knowledge })
    await update(tx, { file: wanted, version: version + 1, accounts })
    tx.append(companyFileApplied, {
      version: version + 1,
      file: sha256(text),
      changes: changes.map((it) => it.sentence),
    })
    return { plan: shown, digest, version: version + 1, applied: true }
  },
})

type Asked = { text: string; knowledge: { path: string; text: string }[] }
type Planned = {
  wanted: CompanyFile
  changes: Change[]
  shown: ReturnType<typeof printPlan>
  digest: string
  version: number
  accounts: ReadonlySet<string>
}

/** What applying would change, as `kontor apply --dry-run` shows it. */
async function plannedFile(tx: ReadTx, { text, knowledge }: Asked): Promise<Planned | Refusal> {
  const wanted = readable(text, knowledge)
  if (isRefusal(wanted)) return wanted
  const { file: applied, version, digest: before } = await fileInForce(tx)
  const answers = { applied: (await knowledgeInForce(tx)).entries, wanted: readKnowledge(knowledge).entries }
  const found = plan({ applied, wanted, hasBooks: true, knowledge: answers })
  const [refused] = found.refused
  if (refused) return refused
  const shown = printPlan(found)
  return {
    wanted,
    changes: found.changes,
    shown,
    version,
    accounts: new Set(applied.bank.map((it) => it.id)),
    digest: digestOf({ shown, before, file: sha256(text) }),
  }
}

function printPlan({ changes }: Plan) {
  return changes.map(({ cost, ...rest }) => ({ ...rest, ...(cost ? { cost: printMoney(cost) } : {}) }))
}

async function update(
  tx: CompanyTx,
  { file, version, accounts }: { file: CompanyFile; version: number; accounts: ReadonlySet<string> },
): Promise<void> {
  await tx.rows('update companies.companies set name = $2, purpose = $3, version = $4 where company_id = $1', [
    tx.company,
    file.name,
    file.purpose,
    version,
  ])
  await tx.rows('update store.companies set time_zone = $2 where company_id = $1', [tx.company, file.timezone])
  for (const { id, name } of file.bank) {
    if (!accounts.has(id)) await tx.call(openAccount, { account: `bank:${id}`, name })
  }
}

function otherPlan(digest: string): Refusal {
  return refuse('plan-changed', {
    message: 'What applying would change is no longer what was shown.',
    fix: 'Look at the plan again and apply it with its new digest.',
    facts: { plan: digest },
  })
}

function unseenPlan({ changes, digest, shown }: Pick<Planned, 'changes' | 'digest' | 'shown'>): Refusal {
  const loosened = changes.filter((it) => it.needsApproval).map((it) => it.sentence)
  return refuse('plan-needs-approval', {
    message: `These changes need your yes: ${loosened.join('; ')}`,
    fix: `Apply again with the plan's digest: --plan ${digest}`,
    facts: { plan: digest, changes: shown },
  })
}
