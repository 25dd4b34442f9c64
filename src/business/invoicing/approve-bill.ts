import { type Act, type Decision, useApproval } from '#approvals'
import { type CompanyFile, decideAct, fileInForce } from '#companies'
import { type Id, idInput, isPerson, isRefusal, isZero, negate, printMoney, refuse, type Refusal } from '#kernel'
import { openDay, postEntry, type PostingInput } from '#ledger'
import { partyQuery } from '#parties'
import { type CompanyTx, defineCommand } from '#store'
import { rateOn, taxOn } from '#tax'
import { z } from 'zod'
import { type Bill, billById } from './bill.ts'
import { billApproved, billRejected } from './events.ts'

const approveTool = 'invoicing.approve-bill'

/** Posts a bill as a debt. A role needs policy's allowance or the founder's approval of exactly this bill. */
export const approveBill = defineCommand({
  name: approveTool,
  summary: 'Accept a bill and post it as owed',
  who: ['founder', 'operator', 'role'],
  effect: 'money',
  input: z.strictObject({ bill: idInput('bil'), approval: idInput('apr').optional() }),
  async run(tx, { bill: id, approval }) {
    const bill = await billById(tx, id, { lock: true })
    if (isRefusal(bill)) return bill
    if (bill.state !== 'draft') return notDraft(bill)
    const { file, digest } = await fileInForce(tx)
    const refused = await notAllowed(tx, { bill, approval, file, digest })
    if (refused) return refused
    const { day } = await tx.ask(openDay, { day: bill.issued })
    const { entry } = await tx.call(postEntry, {
      eventDay: day,
      description: `Bill ${bill.number} of ${bill.supplier}${day === bill.issued ? '' : `, dated ${bill.issued}`}`,
      source: `invoicing:${id}`,
      document: bill.document,
      postings: billPostings(bill, file),
    })
    await tx.rows(`update invoicing.bills set state = 'approved', entry = $3 where company_id = $1 and id = $2`, [
      tx.company,
      id,
      entry,
    ])
    tx.append(billApproved, { bill: id, number: bill.number, gross: printMoney(bill.gross), entry })
    return { bill: id, entry, gross: printMoney(bill.gross) }
  },
})

export const rejectBill = defineCommand({
  name: 'invoicing.reject-bill',
  summary: 'Turn a bill down, with the reason',
  who: ['founder', 'operator', 'role'],
  effect: 'reversible',
  input: z.strictObject({ bill: idInput('bil'), because: z.string().min(1).max(1_000) }),
  async run(tx, { bill: id, because }) {
    const bill = await billById(tx, id, { lock: true })
    if (isRefusal(bill)) return bill
    if (bill.state !== 'draft') return notDraft(bill)
    await tx.rows(`update invoicing.bills set state = 'rejected', reason = $3 where company_id = $1 and id = $2`, [
      tx.company,
      id,
      because,
    ])
    tx.append(billRejected, { bill: id, number: bill.number, reason: because })
    return { bill: id }
  },
})

/** The act that an approval of this bill is bound to: what, how much, to whom. */
export function billAct(bill: Bill): Act {
  return {
    tool: approveTool,
    arguments: { bill: bill.id, document: bill.document },
    effect: 'money',
    amount: bill.gross,
    recipient: bill.iban || bill.supplier,
  }
}

/** What approving posts: expense and deductible VAT against what is owed; under reverse charge the VAT on both sides. */
export function billPostings(bill: Bill, file: CompanyFile): PostingInput[] {
  const deducts = file.tax.registered
  const expense = deducts ? bill.net : bill.gross
  const postings: PostingInput[] = [{ account: 'expense.services', amount: printMoney(expense) }]
  if (deducts && !isZero(bill.tax))
    postings.push({
      account: 'vat.input',
      amount: printMoney(bill.tax),
      taxCode: `${file.jurisdiction}-input-${bill.category}`,
    })
  if (bill.category === 'AE') postings.push(...reverseCharge(bill, file))
  return [...postings, { account: 'payable', amount: printMoney(negate(bill.gross)), party: bill.party }]
}

function reverseCharge(bill: Bill, { jurisdiction, tax }: CompanyFile): PostingInput[] {
  const rate = rateOn(jurisdiction, 'standard', bill.issued)
  if (!rate) return []
  const owed = taxOn(bill.net, rate.percent)
  const taxCode = `${jurisdiction}-AE-${rate.percent}`
  const deduction = tax.registered ? 'vat.input.reverse-charge' : 'expense.taxes'
  return [
    { account: deduction, amount: printMoney(owed), taxCode },
    { account: 'vat.output.reverse-charge', amount: printMoney(negate(owed)), taxCode },
  ]
}

type Permission = { bill: Bill; approval: Id<'apr'> | undefined; file: CompanyFile; digest: string }

/** A person's own call is their yes; a role is judged again here, at the moment of the act. */
async function notAllowed(tx: CompanyTx, { bill, approval, file, digest }: Permission): Promise<Refusal | undefined> {
  if (isPerson(tx.actor)) return undefined
  const { verdict, trace } = await judged(tx, bill, file)
  if (verdict === 'allow') return undefined
  if (verdict === 'ask' && approval) {
    const { amount, ...act } = billAct(bill)
    await tx.call(useApproval, {
      approval,
      ...act,
      arguments: { ...act.arguments } as Record<string, string>,
      ...(amount ? { amount: printMoney(amount) } : {}),
      policyVersion: digest,
    })
    return undefined
  }
  return refuse(verdict === 'ask' ? 'policy-asks' : 'policy-denies', {
    message: `Policy does not let ${tx.actor.id} accept the bill ${bill.number} over ${printMoney(bill.gross)} alone.`,
    fix:
      verdict === 'ask'
        ? 'Ask for the founder’s approval.'
        : 'Change the policies in company.yaml, or accept the bill yourself.',
    facts: { trace },
  })
}

/** Money to another account than the one on file is asked for, whatever policy says. */
async function judged(tx: CompanyTx, bill: Bill, file: CompanyFile): Promise<Decision> {
  const { verdict, trace } = decideAct(file, {
    effect: 'money',
    role: tx.actor.program ? 'program' : tx.actor.id,
    amount: bill.gross,
  })
  const { iban } = await tx.ask(partyQuery, { party: bill.party })
  const moved = bill.iban !== '' && iban !== null && iban !== bill.iban
  if (!moved || verdict === 'deny') return { verdict, trace }
  return { verdict: 'ask', trace: [...trace, `the bill names the account ${bill.iban}, on file is ${iban}`] }
}

function notDraft({ number, state }: Bill): Refusal {
  return refuse('bill-not-draft', {
    message: `The bill ${number} is ${state} already.`,
    fix: 'A posted bill is corrected by a reversal, never changed.',
    facts: { number, state },
  })
}
