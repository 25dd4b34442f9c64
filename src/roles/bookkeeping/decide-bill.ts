import { askApproval } from '#approvals'
import { fileInForce } from '#companies'
import { defineWork, type Proof, type RunContext } from '#engine'
import { approveBill, billAct, billById, billPostings, rejectBill } from '#invoicing'
import { type Id, idInput, isRefusal, printMoney, type Refusal } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'

/** The bill as it would be posted: the act that is asked for, and its journal lines. */
const proposal = defineQuery({
  name: 'bookkeeping.bill-proposal',
  summary: 'What accepting a bill would post',
  who: ['role'],
  input: z.strictObject({ bill: idInput('bil') }),
  async read(tx, { bill: id }) {
    const bill = await billById(tx, id)
    if (isRefusal(bill)) return bill
    const { file, digest } = await fileInForce(tx)
    const { amount, ...act } = billAct(bill)
    return {
      act: {
        ...act,
        arguments: { bill: id, document: bill.document },
        ...(amount ? { amount: printMoney(amount) } : {}),
      },
      postings: billPostings(bill, file).map(({ account, amount: value }) => ({ account, amount: value })),
      policyVersion: digest,
      bill: {
        number: bill.number,
        supplier: bill.supplier,
        gross: printMoney(bill.gross),
        issued: bill.issued,
        due: bill.due,
        iban: bill.iban,
      },
    }
  },
})

/** Posts a drafted bill when policy lets the role, else asks the founder for exactly this bill. */
export const decideBill = defineWork({
  name: 'bookkeeping.decide-bill',
  version: 1,
  summary: 'Post a bill, or ask for approval',
  input: z.strictObject({ bill: idInput('bil') }),
  async run(run, { bill }) {
    const posted = await run.command('post-bill', approveBill, { bill })
    if (!isRefusal(posted))
      return { done: `posted the bill over ${posted.gross}`, evidence: { bill, entry: posted.entry } }
    return posted.kind === 'policy-asks' ? asked(run, bill, posted) : posted
  },
})

async function asked(run: RunContext, id: Id<'bil'>, refusal: Refusal): Promise<Proof | Refusal> {
  const proposed = await run.ask(proposal, { bill: id })
  if (isRefusal(proposed)) return proposed
  const { act, postings, policyVersion, bill } = proposed
  const trace = Array.isArray(refusal.facts['trace']) ? refusal.facts['trace'].map(String) : []
  const done = await run.command('ask-approval', askApproval, {
    ...act,
    policyVersion,
    sentence: `Accept the bill ${bill.number} of ${bill.supplier} over ${bill.gross}`,
    why: `A person is asked by ${trace.filter((rule) => !rule.includes(': allow')).join('; ')}`,
    evidence: { postings, bill, trace },
  })
  if (isRefusal(done)) return done
  return {
    done: `asked for approval of ${bill.number} over ${bill.gross}`,
    evidence: { approval: done.approval, digest: done.digest },
  }
}

/** Does what the founder said yes to. */
export const postApprovedBill = defineWork({
  name: 'bookkeeping.post-approved-bill',
  version: 1,
  summary: 'Post a bill that was approved',
  input: z.strictObject({ bill: idInput('bil'), approval: idInput('apr') }),
  async run(run, input) {
    const posted = await run.command('post-bill', approveBill, input)
    return isRefusal(posted)
      ? posted
      : { done: `posted the approved bill over ${posted.gross}`, evidence: { ...input, entry: posted.entry } }
  },
})

export const rejectDeclinedBill = defineWork({
  name: 'bookkeeping.reject-declined-bill',
  version: 1,
  summary: 'Turn down a bill that was declined',
  input: z.strictObject({ bill: idInput('bil'), because: z.string() }),
  async run(run, input) {
    const rejected = await run.command('reject-bill', rejectBill, input)
    return isRefusal(rejected)
      ? rejected
      : { done: `turned the bill down: ${input.because}`, evidence: { bill: input.bill } }
  },
})
