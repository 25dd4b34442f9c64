import { approvalQuery, approve, decline } from '#approvals'
import { type Company, companyList } from '#companies'
import { accepted, founder, type Id, isRefusal, refuse, type Refusal } from '#kernel'
import { isId } from '#kernel'
import { z } from 'zod'
import { settled } from '../settle.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

const id = z.string().describe('the id that kontor waiting shows')

export const approveVerb = defineVerb({
  examples: ['kontor approve apr_01k…', 'kontor approve apr_01k… --dry-run'],
  positional: ['id'],
  changes: true,
  input: z.strictObject({ id }),
  async run(context, { id }) {
    const found = await findApproval(context, id)
    if (isRefusal(found)) return found
    const { store } = await context.open()
    const request = { company: found.company.id, actor: founder, dryRun: context.dryRun }
    const { outcome } = accepted(await store.execute(approve, { ...request, input: { approval: found.id } }))
    return answer(context, found.company, outcome, '✓ Approved')
  },
})

export const declineVerb = defineVerb({
  examples: ['kontor decline apr_01k… --because "We did not order this"'],
  positional: ['id'],
  changes: true,
  input: z.strictObject({ id, because: z.string().min(1).max(1_000).describe('the reason, for the log and the role') }),
  async run(context, { id, because }) {
    const found = await findApproval(context, id)
    if (isRefusal(found)) return found
    const { store } = await context.open()
    const request = { company: found.company.id, actor: founder, dryRun: context.dryRun }
    const { outcome } = accepted(await store.execute(decline, { ...request, input: { approval: found.id, because } }))
    return answer(context, found.company, outcome, '✓ Declined')
  },
})

type Outcome = { approval: string; sentence: string; state: string }

async function answer(context: Context, { id, slug }: Company, outcome: Outcome, word: string): Promise<Answer> {
  const hints = await settled(context, id)
  const said = context.dryRun ? `${word.slice(2)} it would be` : word
  return {
    data: { company: slug, ...outcome, dryRun: context.dryRun },
    lines: [`${said}: ${outcome.sentence}`],
    hints: [...hints, ...(context.dryRun ? [] : ['A decision is made once; there is no undo.'])],
  }
}

/** An approval is named without its company. */
async function findApproval(context: Context, id: string): Promise<{ company: Company; id: Id<'apr'> } | Refusal> {
  const { store } = await context.open()
  if (!isId('apr', id)) return unknown(id)
  for (const company of await companyList(store)) {
    const found = await store.ask(company.id, approvalQuery, { approval: id })
    if (!isRefusal(found)) return { company, id }
  }
  return unknown(id)
}

function unknown(id: string): Refusal {
  return refuse('no-such-approval', {
    message: `Nothing with the id ${id} waits for a decision.`,
    fix: 'kontor waiting lists what waits.',
    facts: { approval: id },
  })
}
