import { applyCompanyFile, type Company } from '#companies'
import { type CompanyFolder, readCompanyFolder, workingCopy } from '#doors/catalogue'
import { accepted, founder, isRefusal, refuse, type Refusal } from '#kernel'
import { resolve } from 'node:path'
import { z } from 'zod'
import { settled } from '../settle.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

type Change = { sentence: string; needsApproval: boolean; why: string; cost?: string }
/** `digest` names exactly these changes; loosened limits are applied only under it. */
type Planned = { readonly changes: readonly Change[]; readonly digest: string; readonly needsApproval: boolean }

export const apply = defineVerb({
  examples: [
    "kontor apply my-company --dry-run                 what its edited file would change, and the plan's digest",
    'kontor apply my-company --file new.yaml',
    'kontor apply my-company --plan 3f9c… --yes',
  ],
  positional: ['company'],
  changes: true,
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    file: z
      .string()
      .optional()
      .describe('the company file, with its knowledge beside it; else the one in the data folder'),
    plan: z.string().optional().describe('the digest of the plan that you have seen; needed where limits are loosened'),
    yes: z.boolean().default(false).describe('apply without asking what needs no approval'),
  }),
  async run(context, { company: name, file, plan: seen, yes }) {
    const company = await context.company(name)
    const path = file === undefined ? await workingCopy(await context.open(), company) : resolve(context.io.cwd, file)
    const folder = accepted(readCompanyFolder(path))
    const planned = await planFor(context, company, folder)
    if (isRefusal(planned)) return planned
    if (context.dryRun || planned.changes.length === 0) return shown(planned, company)
    const agreed = seen ?? (await agreement(context, planned, yes))
    return isRefusal(agreed) ? agreed : applied(context, { company, folder, plan: agreed })
  },
})

async function planFor(context: Context, company: Company, folder: CompanyFolder): Promise<Planned | Refusal> {
  const { store } = await context.open()
  const done = await store.execute(applyCompanyFile, { ...requestOf(company, folder), dryRun: true })
  if (!isRefusal(done)) return { changes: done.outcome.plan, digest: done.outcome.digest, needsApproval: false }
  if (done.kind !== 'plan-needs-approval') return done
  return { changes: done.facts['changes'] as Change[], digest: String(done.facts['plan']), needsApproval: true }
}

function requestOf({ id }: Company, { file, knowledge }: CompanyFolder) {
  return { company: id, input: { file, knowledge: [...knowledge] }, actor: founder }
}

function shown(planned: Planned, { slug, name }: Company): Answer {
  if (planned.changes.length === 0)
    return { data: { ...planned, applied: false }, lines: [`${name} is as its file says.`] }
  return {
    data: { ...planned, applied: false },
    lines: [...changeLines(planned), `plan ${planned.digest}`],
    hints: [`Next: kontor apply ${slug} --plan ${planned.digest}`],
  }
}

function changeLines({ changes }: Planned): string[] {
  return changes.map(({ sentence, needsApproval, why, cost }) => {
    const price = cost === undefined ? '' : ` (${cost} a month)`
    return `${needsApproval ? '!' : '·'} ${sentence}${price}${needsApproval ? `  needs your yes: ${why}` : ''}`
  })
}

/** The digest of what the person has seen. `--yes` alone does not loosen a limit. */
async function agreement(context: Context, planned: Planned, yes: boolean): Promise<string | Refusal> {
  if (yes && !planned.needsApproval) return planned.digest
  for (const line of changeLines(planned)) context.say(line)
  if (await context.confirm('Apply these changes?')) return planned.digest
  const { digest, changes, needsApproval } = planned
  return refuse(needsApproval ? 'plan-needs-approval' : 'confirmation-needed', {
    message: needsApproval
      ? 'Some of these changes loosen a limit; they need the plan that you have seen.'
      : 'Nobody confirmed the changes.',
    fix: needsApproval ? `Apply again with --plan ${digest}` : 'Add --yes to apply without being asked.',
    facts: { plan: digest, changes },
  })
}

type Agreed = { company: Company; folder: CompanyFolder; plan: string }

async function applied(context: Context, { company, folder, plan }: Agreed): Promise<Answer> {
  const { store } = await context.open()
  const request = requestOf(company, folder)
  const { outcome } = accepted(await store.execute(applyCompanyFile, { ...request, input: { ...request.input, plan } }))
  const hints = await settled(context, company.id)
  const { version, plan: changes } = outcome
  return {
    data: { changes, digest: plan, version, applied: outcome.applied },
    lines: [`✓ ${company.name}: version ${version} is in force.`, ...changes.map(({ sentence }) => `· ${sentence}`)],
    hints,
  }
}
