import { fileInForce } from '#companies'
import { findCommand } from '#doors/catalogue'
import { conversationQuery, type Message, messageQuery } from '#inbox'
import { approveBill, billById, billPostings } from '#invoicing'
import { type Id, isRefusal, negate } from '#kernel'
import { chart } from '#ledger'
import type { WaitingAct, WaitingItem, WaitingQuestion } from '#portfolio'
import type { ReadTx } from '#store'
import { formatDay, formatMoney } from '../format.ts'
import { paths } from '../paths.ts'
import type { ActView, AskView } from '../views/shared.ts'
import type { EvidenceView, JournalLine } from '../views/waiting.ts'
import { accountName } from './account-name.ts'
import { attachmentView } from '../routes/documents.ts'
import type { Visit } from '../routes/options.ts'
import { actOf } from '../routes/shell.ts'
import { itemView } from './waiting.ts'
import { capitalised, factText, moneyIn, ownMoney, readable } from './words.ts'

type Open = { item: WaitingItem; next: WaitingItem | undefined }

/** All that one decision rests on. Only the item that is open is looked into so far. */
export async function evidenceView(visit: Visit, { item, next }: Open): Promise<EvidenceView> {
  const { store } = visit.installation
  const amount = item.amount === undefined ? undefined : moneyIn(item.amount)
  const found = await store.read(item.company, async (tx) => ({
    policy: await policyOf(tx, item),
    journal: await proposedEntry(tx, item),
    mail: await mailOf(tx, item),
    accounts: item.kind === 'bank-line' ? await accountChoices(tx) : [],
  }))
  const dryRun = await dryRunOf(visit, item)
  const act = (answer: WaitingAct['answer']) => {
    const found = item.acts.find((it) => it.answer === answer)
    return found && actView(visit, { item, act: found })
  }
  const withChoices = (view: ActView | undefined) => view && choosing(view, found.accounts)
  const [approve, decline] = [withChoices(act('yes')), act('no')]
  const { run, document } = item.about
  const file =
    document === undefined ? [] : [{ label: 'File', value: 'as it came', href: paths.document(item.slug, document) }]
  return {
    item: itemView(item),
    asked: item.since,
    ...(item.expires ? { expires: item.expires } : {}),
    ...(amount ? { amount: amount.minor < 0n ? negate(amount) : amount } : {}),
    facts: [...factsOf(item), ...file],
    ...(found.policy ? { policy: found.policy } : {}),
    ...(found.journal ? { journal: found.journal } : {}),
    ...(found.mail ? { mail: found.mail } : {}),
    ...(dryRun ? { dryRun } : {}),
    ...(run === undefined ? {} : { run: { id: run, title: 'Its steps', href: paths.run(item.slug, run) } }),
    ...(item.digest === undefined ? {} : { digest: item.digest }),
    ...(approve ? { approve } : {}),
    ...(decline ? { decline } : {}),
    ...(next ? { later: paths.decision(next.id) } : {}),
  }
}

/** What is told beside the reason; the reason itself stands above it already. */
function factsOf({ evidence, why }: WaitingItem): EvidenceView['facts'] {
  return evidence
    .filter(({ value }) => value !== why)
    .map((fact) => ({
      ...fact,
      label: capitalised(fact.label),
      value: fact.machine ? fact.value : factText(fact.value),
    }))
}

/** An act of the waiting list as a form, or undefined when this version has no such command. */
function actView(visit: Visit, { item, act }: { item: WaitingItem; act: WaitingAct }): ActView | undefined {
  const command = findCommand(act.command)
  if (isRefusal(command)) return undefined
  const asks = act.asks.map(askView)
  const { slug: company } = item
  const form = actOf(visit, {
    label: readable(act.label),
    command,
    company,
    input: act.input,
    asks,
    after: paths.waiting,
  })
  return act.answer === 'yes' ? { ...form, look: 'primary' } : form
}

function askView({ field, label, kind }: WaitingQuestion): AskView {
  return { name: field, label, kind: kind === 'account' ? 'choice' : kind }
}

function choosing(view: ActView, options: NonNullable<AskView['options']>): ActView {
  return { ...view, asks: (view.asks ?? []).map((ask) => (ask.kind === 'choice' ? { ...ask, options } : ask)) }
}

/** The accounts that a person books to by hand: income, expenses and what owners put in or take out. */
async function accountChoices(_tx: ReadTx): Promise<NonNullable<AskView['options']>> {
  return Object.entries(chart)
    .filter(
      ([role, { type }]) => type === 'income' || type === 'expense' || type === 'equity' || role.startsWith('loans'),
    )
    .map(([value, { name }]) => ({ value, text: name }))
    .sort((a, b) => a.text.localeCompare(b.text))
}

/** The lines of the company file that make the role ask, as they are written there. */
async function policyOf(tx: ReadTx, item: WaitingItem): Promise<EvidenceView['policy']> {
  if (item.kind !== 'approval') return undefined
  const { text, version } = await fileInForce(tx)
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }))
  const telling = lines.filter(({ line }) => line.trim().startsWith(`${item.role}:`) || /decide:\s*ask/.test(line))
  if (telling.length === 0) return undefined
  const numbers = telling.map(({ number }) => number).join(', ')
  return {
    where: `company.yaml, version ${version}, ${telling.length === 1 ? 'line' : 'lines'} ${numbers}`,
    text: telling.map(({ line }) => line.trim()).join('\n'),
    says: readable(item.why),
  }
}

async function proposedEntry(tx: ReadTx, { about, slug }: WaitingItem): Promise<JournalLine[] | undefined> {
  if (about.bill === undefined) return undefined
  const bill = await billById(tx, about.bill as Id<'bil'>)
  if (isRefusal(bill)) return undefined
  const { file } = await fileInForce(tx)
  return billPostings(bill, file).map(({ account, amount: printed }) => {
    const amount = ownMoney(printed)
    const side = amount.minor < 0n ? { credit: negate(amount) } : { debit: amount }
    return { account: accountName(account), href: paths.account(slug, account), ...side }
  })
}

/** The last mail that came in this conversation. */
async function mailOf(tx: ReadTx, { about, slug }: WaitingItem): Promise<EvidenceView['mail']> {
  if (about.conversation === undefined) return undefined
  const { messages } = await tx.ask(conversationQuery, { conversation: about.conversation })
  const last = messages.filter(({ direction }: Message) => direction === 'in').at(-1)
  if (!last) return undefined
  const { attachments } = await tx.ask(messageQuery, { message: last.id })
  const { fromName, fromAddress, to, subject, text } = last
  return {
    title: 'Mail as it came',
    from: fromName === '' ? fromAddress : `${fromName} <${fromAddress}>`,
    to: to.join(', '),
    subject,
    text,
    attachments: attachments.map((it) => attachmentView(slug, it)),
  }
}

/** What approving a bill would do, found out by doing it and taking it back. */
async function dryRunOf({ installation, session }: Visit, item: WaitingItem): Promise<EvidenceView['dryRun']> {
  const { bill } = item.about
  if (bill === undefined || !approveBill.who.includes(session.principal.role)) return undefined
  const { actor } = session.principal
  const done = await installation.store.execute(approveBill, {
    company: item.company,
    input: { bill },
    actor,
    dryRun: true,
  })
  if (isRefusal(done)) return { tone: 'bad', text: readable(done.message) }
  const posted = done.events.find(({ type }) => type === 'ledger.entry-posted')
  const { eventDay } = (posted?.body ?? {}) as { eventDay?: Parameters<typeof formatDay>[0] }
  const on = eventDay === undefined ? '' : ` on ${formatDay(eventDay)}`
  return { tone: 'good', text: `Posts ${formatMoney(ownMoney(done.outcome.gross))} as owed${on}. No money moves yet.` }
}
