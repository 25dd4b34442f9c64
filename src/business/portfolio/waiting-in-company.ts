import { type Approval, waitingApprovals } from '#approvals'
import { bankLines } from '#banking'
import {
  type Company,
  type CompanyFile,
  fileInForce,
  type QuarantinedFile,
  quarantinedFiles,
  thisCompany,
} from '#companies'
import { type Run, runs } from '#engine'
import { type Conversation, conversations } from '#inbox'
import { type Bill, draftBills } from '#invoicing'
import { dayOf, hourMs, plusMs, printMoney, type Refusal, startOf } from '#kernel'
import type { ReadTx } from '#store'
import { byUrgency, type WaitingItem, type WaitingQuestion } from './waiting-item.ts'

/** A line of a statement as the room of the bank prints it. */
type BankLine = Exclude<Awaited<ReturnType<typeof bankLines.read>>, Refusal>[number]
type Frame = Pick<WaitingItem, 'company' | 'slug' | 'companyName'>

const deadRunsShown = 200
const because: WaitingQuestion = { field: 'because', label: 'Why not?', kind: 'text' }

/** Everything of one company that waits for a person, the most urgent first. */
export async function waitingInCompany(tx: ReadTx): Promise<WaitingItem[]> {
  const frame = frameOf(await thisCompany(tx))
  const { file } = await fileInForce(tx)
  const asked = await tx.ask(waitingApprovals, {})
  const drafts = await draftBills(tx)
  const mails = await tx.ask(conversations, { state: 'waiting' })
  const lines = await tx.ask(bankLines, { state: 'waiting' })
  const files = await tx.ask(quarantinedFiles, {})
  const dead = await tx.ask(runs, { state: 'dead', limit: deadRunsShown })
  const billsAsked = new Set(asked.map(billOf))
  return [
    ...asked.map((approval) =>
      ofApproval(frame, { approval, file, bill: drafts.find(({ id }) => id === billOf(approval)) }),
    ),
    ...drafts.filter(({ id }) => !billsAsked.has(id)).map((bill) => ofBill(frame, bill)),
    ...mails.map((mail) => ofConversation(frame, mail, file)),
    ...lines.map((line) => ofBankLine(frame, line)),
    ...files.map((it) => ofFile(frame, it)),
    ...dead.map((run) => ofRun(frame, run)),
  ].sort(byUrgency)
}

function frameOf({ id, slug, name }: Company): Frame {
  return { company: id, slug, companyName: name }
}

/** The bill that an approval is about, or undefined. */
function billOf({ tool, arguments: given }: Approval): string | undefined {
  const { bill } = given
  return tool === 'invoicing.approve-bill' && typeof bill === 'string' ? bill : undefined
}

type Asked = { approval: Approval; bill: Bill | undefined; file: CompanyFile }

function ofApproval(frame: Frame, { approval, bill, file }: Asked): WaitingItem {
  const { id, amount, role, sentence, why, recipient, tool, digest, askedAt, expiresAt } = approval
  const to = recipient === '' ? [] : [{ label: 'Recipient', value: recipient, machine: true }]
  return {
    ...frame,
    id,
    kind: 'approval',
    role,
    sentence,
    why,
    since: askedAt,
    due: bill?.due ?? dayOf(expiresAt, file.timezone),
    ...(amount === null ? {} : { amount }),
    evidence: [
      ...(bill ? billFacts(bill) : to),
      { label: 'Act', value: tool, machine: true },
      ...toldFacts(approval.evidence),
    ],
    about: bill ? { bill: bill.id, document: bill.document } : {},
    digest,
    expires: expiresAt,
    acts: [
      {
        answer: 'yes',
        label: amount === null ? 'Approve' : `Approve ${amount}`,
        command: 'approvals.approve',
        input: { approval: id },
        asks: [],
      },
      { answer: 'no', label: 'Decline', command: 'approvals.decline', input: { approval: id }, asks: [because] },
    ],
  }
}

function ofBill(frame: Frame, bill: Bill): WaitingItem {
  const gross = printMoney(bill.gross)
  return {
    ...frame,
    id: bill.id,
    kind: 'bill',
    role: 'bookkeeping',
    sentence: `Accept the bill ${bill.number} of ${bill.supplier} over ${gross}`,
    why: 'It is drafted, and nobody has been asked about it yet.',
    since: startOf(bill.issued),
    due: bill.due,
    amount: gross,
    evidence: billFacts(bill),
    about: { bill: bill.id, document: bill.document },
    acts: [
      {
        answer: 'yes',
        label: `Accept ${gross}`,
        command: 'invoicing.approve-bill',
        input: { bill: bill.id },
        asks: [],
      },
      { answer: 'no', label: 'Turn down', command: 'invoicing.reject-bill', input: { bill: bill.id }, asks: [because] },
    ],
  }
}

function ofConversation(frame: Frame, mail: Conversation, file: CompanyFile): WaitingItem {
  const { id, subject, address, reason, evidence, changedAt } = mail
  const hours = promisedHours(file)
  const re = /^re:/i.test(subject) ? subject : `Re: ${subject}`
  return {
    ...frame,
    id,
    kind: 'conversation',
    role: 'support',
    sentence: `Answer ${address}: ${subject}`,
    why: reason,
    since: changedAt,
    ...(hours === undefined ? {} : { due: dayOf(plusMs(changedAt, hours * hourMs), file.timezone) }),
    evidence: [{ label: 'From', value: address, machine: true }, ...toldFacts(evidence)],
    about: { conversation: id },
    acts: [
      {
        answer: 'yes',
        label: 'Send the answer',
        command: 'inbox.queue-mail',
        input: { conversation: id, 'to.address': address, subject: re.slice(0, 500) },
        asks: [{ field: 'text', label: 'Your answer', kind: 'text' }],
      },
      {
        answer: 'no',
        label: 'Close without an answer',
        command: 'inbox.resolve-conversation',
        input: { conversation: id },
        asks: [{ ...because, label: 'Why does it need none?' }],
      },
    ],
  }
}

function ofBankLine(frame: Frame, line: BankLine): WaitingItem {
  const came = !line.amount.startsWith('-')
  const amount = came ? line.amount : line.amount.slice(1)
  const who = line.counterparty === '' ? (came ? 'an unknown payer' : 'an unknown payee') : line.counterparty
  const facts = { Text: line.text, Reference: line.reference, Account: line.iban, 'Booked on': line.day }
  return {
    ...frame,
    id: line.id,
    kind: 'bank-line',
    role: 'bookkeeping',
    sentence: came ? `Say what the ${amount} from ${who} are for` : `Say what the ${amount} to ${who} were for`,
    why: line.reason,
    since: startOf(line.day),
    amount: line.amount,
    evidence: toldFacts(facts),
    about: {},
    acts: [
      {
        answer: 'yes',
        label: `Book ${amount}`,
        command: 'banking.book-line',
        input: { line: line.id },
        asks: [
          { field: 'account', label: 'Account', kind: 'account' },
          { field: 'description', label: 'What it is', kind: 'line' },
        ],
      },
    ],
  }
}

function ofFile(frame: Frame, { id, name, kind, reason, fix, bytes, sha256, arrivedAt }: QuarantinedFile): WaitingItem {
  return {
    ...frame,
    id,
    kind: 'file',
    role: 'import',
    sentence: `See to the file ${name}`,
    why: reason,
    since: arrivedAt,
    evidence: [
      ...toldFacts({ 'What to do': fix, Size: `${bytes} bytes`, Refused: kind }),
      { label: 'SHA-256', value: sha256, machine: true },
    ],
    about: {},
    acts: [
      {
        answer: 'no',
        label: 'Take it off the list',
        command: 'companies.dismiss-file',
        input: { file: id },
        asks: [{ ...because, label: 'Why is it not needed?' }],
      },
    ],
  }
}

function ofRun(frame: Frame, { id, role, work, error, queued, ended }: Run): WaitingItem {
  const uncertain = error?.kind === 'uncertain'
  const resume = { command: 'engine.resume-run', asks: [] } as const
  return {
    ...frame,
    id,
    kind: 'run',
    role,
    sentence: uncertain ? `Say whether ${work} did what it set out to do` : `See to ${work}, which was given up`,
    why: error?.message ?? 'It was tried too often.',
    since: ended ?? queued,
    evidence: [{ label: 'Why it stopped', value: error?.kind ?? 'failed' }],
    about: { run: id },
    acts: uncertain
      ? [
          { ...resume, answer: 'yes', label: 'It happened: go on', input: { run: id, uncertain: 'happened' } },
          { ...resume, answer: 'no', label: 'It did not: do it', input: { run: id, uncertain: 'did-not-happen' } },
        ]
      : [{ ...resume, answer: 'yes', label: 'Try again', input: { run: id } }],
  }
}

function billFacts(bill: Bill): WaitingItem['evidence'] {
  const { supplier, number, net, tax, gross, issued, iban } = bill
  return [
    ...toldFacts({ Supplier: supplier, Bill: number, Dated: issued }),
    ...toldFacts({ Net: printMoney(net), VAT: printMoney(tax), Total: printMoney(gross) }),
    ...(iban === '' ? [] : [{ label: 'Pay to', value: iban, machine: true }]),
  ]
}

const longestFact = 300

/** What a role or a file told, as lines; what is empty or nested is left out. */
function toldFacts(told: Readonly<Record<string, unknown>>): WaitingItem['evidence'] {
  return Object.entries(told).flatMap(([label, value]) => {
    const text =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
    return text === '' ? [] : [{ label, value: text.slice(0, longestFact) }]
  })
}

/** The shortest answering time that an offer promises. */
function promisedHours({ offers }: CompanyFile): number | undefined {
  const hours = offers.flatMap(({ sla }) => sla.respondHours ?? [])
  return hours.length === 0 ? undefined : Math.min(...hours)
}
