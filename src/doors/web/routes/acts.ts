import { isCsrf, type Session } from '#access'
import { findCommand } from '#doors/catalogue'
import { digestOf, isRefusal, refuse, type Refusal } from '#kernel'
import type { Command, Done } from '#store'
import type { Context } from 'hono'
import { paths } from '../paths.ts'
import type { NoticeView, Path } from '../views/shared.ts'
import { readForm, type SentForm } from './form-input.ts'
import { launchFrom } from '../makers/launch.ts'
import { leaveNotice, refusedNotice } from './notice.ts'
import type { ConsoleOptions, Visit } from './options.ts'
import { dropSession } from './session-cookie.ts'
import { readable } from '../makers/words.ts'

type Acting = { readonly session: Session; readonly companies: Visit['companies'] }
type Place = { readonly at: Path; readonly notice: NoticeView }

/** Does what a form asks for and goes on to a page that says what came of it. `forbidden` answers a form that is not ours. */
export async function act(
  c: Context,
  options: ConsoleOptions,
  { session, companies }: Acting,
): Promise<Response | 'forbidden'> {
  const form = await readForm(c)
  if (isRefusal(form) || !isCsrf(session, form.csrf)) return 'forbidden'
  const name = c.req.param('command') ?? ''
  if (name === 'sign-out') {
    await dropSession(c, options.access)
    return c.redirect(paths.signIn, 303)
  }
  const place =
    name === 'launch' ? await launched(options, session, form) : await done(options, { session, companies, form, name })
  await leaveNotice(c, session, place)
  return c.redirect(place.at, 303)
}

async function launched({ installation }: ConsoleOptions, session: Session, form: SentForm): Promise<Place> {
  const launched = await launchFrom(installation, { session, input: form.input, key: keyOf(form, 'launch') })
  if (isRefusal(launched)) return { at: paths.launch, notice: refusedNotice(launched) }
  const text = 'Launched. Its roles wake up when mail arrives, a file is imported or something falls due.'
  return { at: paths.company(launched.slug), notice: { kind: 'done', text } }
}

type OfCommand = Acting & { readonly form: SentForm; readonly name: string }

async function done({ installation }: ConsoleOptions, { session, companies, form, name }: OfCommand): Promise<Place> {
  const command = findCommand(name)
  const found = companies.find(({ company }) => company.slug === form.company)
  if (isRefusal(command)) return { at: form.back, notice: refusedNotice(command) }
  if (!found) return { at: form.back, notice: refusedNotice(noSuchCompany()) }
  const { actor } = session.principal
  const key = keyOf(form, command.name)
  const result = await installation.store.execute(command, {
    company: found.company.id,
    input: form.input,
    actor,
    key,
  })
  if (isRefusal(result)) return { at: form.back, notice: refusedNotice(result) }
  return { at: form.after, notice: { kind: 'done', text: doneWords(command, result) } }
}

/** The same form sent twice is one act; another answer on the same page is another one. */
function keyOf({ nonce, input, company }: SentForm, command: string): string {
  return nonce === '' ? '' : `web:${digestOf({ nonce, command, company, input })}`
}

/** What was done, and what comes next or how it is taken back. */
const doneTexts: Readonly<Record<string, string>> = {
  'approvals.approve': 'Approved. It goes on by itself now; Work shows how.',
  'approvals.decline': 'Declined. The role reads why.',
  'invoicing.approve-bill': 'Accepted. The bill is posted as owed; the bank statement shows when it is paid.',
  'invoicing.reject-bill': 'Turned down. Nothing was posted.',
  'inbox.queue-mail': 'The answer is written and goes out next.',
  'inbox.resolve-conversation': 'Closed. A new mail in it opens it again.',
  'inbox.escalate-conversation': 'It stands under Waiting now.',
  'banking.book-line': 'Booked. To book it otherwise, reverse its entry under Books.',
  'companies.dismiss-file': 'Off the list. The same file can be imported again.',
  'ledger.reverse-entry': 'Reversed. Both entries stay in the books.',
  'engine.cancel-run': 'Cancelled. It can go on later where it was.',
  'engine.resume-run': 'It goes on where it was.',
}

function doneWords({ name, summary }: Pick<Command, 'name' | 'summary'>, { outcome }: Done<unknown>): string {
  const told = typeof outcome === 'object' && outcome !== null && 'sentence' in outcome ? outcome.sentence : undefined
  const text = doneTexts[name] ?? `Done: ${summary}.`
  return typeof told === 'string'
    ? `${readable(told.replace(/\.$/, ''))}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
    : text
}

function noSuchCompany(): Refusal {
  return refuse('no-such-company', { message: 'There is no such company here.', fix: 'Choose one from the portfolio.' })
}
