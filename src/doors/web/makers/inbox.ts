import { fileInForce } from '#companies'
import { type Conversation, conversationQuery, conversations, type Message } from '#inbox'
import type { CompanyInFigures } from '#portfolio'
import type { ReadTx } from '#store'
import { paths } from '../paths.ts'
import type { InboxView, ThreadRow } from '../views/inbox.ts'
import type { BadgeView, Path } from '../views/shared.ts'
import { type Visit, webLimits } from '../routes/options.ts'
import { companyShell, headOf } from '../routes/shell.ts'
import { readable } from './words.ts'

const folders = [
  { name: 'all', text: 'All', holds: () => true },
  { name: 'needs-you', text: 'Needs you', holds: ({ state }: Conversation) => state === 'waiting' },
  { name: 'open', text: 'Open', holds: ({ state }: Conversation) => state === 'open' },
  { name: 'answered', text: 'Answered', holds: ({ state }: Conversation) => state === 'answered' },
  { name: 'closed', text: 'Closed', holds: ({ state }: Conversation) => state === 'resolved' },
] as const
const snippetCharacters = 110

/** The company's conversations, the latest change first, in pages. */
export async function inboxView(visit: Visit, figures: CompanyInFigures): Promise<InboxView> {
  const { company } = figures
  const { slug } = company
  const folder = folders.find(({ name }) => name === visit.query('folder')) ?? folders[0]
  const page = Math.max(1, Number.parseInt(visit.query('page') ?? '1', 10) || 1)
  const { all, rows, address } = await visit.installation.store.read(company.id, async (tx) => {
    const all = await tx.ask(conversations, {})
    const shown = all.filter(folder.holds).slice((page - 1) * webLimits.rows, page * webLimits.rows)
    const { file } = await fileInForce(tx)
    return { all, rows: await rowsOf(tx, shown, slug), address: file.mail[0] ?? '' }
  })
  const inFolder = all.filter(folder.holds).length
  const older: Path | undefined =
    inFolder > page * webLimits.rows ? `${paths.inbox(slug)}?folder=${folder.name}&page=${page + 1}` : undefined
  return {
    shell: companyShell(visit, company, { title: 'Inbox' }),
    company: headOf(figures),
    filters: folders.map(({ name, text, holds }) => ({
      text,
      count: all.filter(holds).length,
      href: name === 'all' ? paths.inbox(slug) : (`${paths.inbox(slug)}?folder=${name}` as const),
      current: name === folder.name,
    })),
    threads: rows,
    ...(older ? { older } : {}),
    address,
  }
}

async function rowsOf(tx: ReadTx, shown: readonly Conversation[], slug: string): Promise<ThreadRow[]> {
  const rows: ThreadRow[] = []
  for (const conversation of shown) {
    const { messages } = await tx.ask(conversationQuery, { conversation: conversation.id })
    rows.push(rowOf(conversation, { messages, slug }))
  }
  return rows
}

function rowOf(
  conversation: Conversation,
  { messages, slug }: { messages: readonly Message[]; slug: string },
): ThreadRow {
  const { id, subject, address, state, reason, changedAt } = conversation
  const first = messages.find(({ direction }) => direction === 'in')
  const last = messages.at(-1)
  const snippet = state === 'waiting' && reason !== '' ? readable(reason) : (last?.text ?? '')
  return {
    id,
    from: first && first.fromName !== '' ? first.fromName : address,
    subject: subject === '' ? '(no subject)' : subject,
    snippet: shortened(snippet.replaceAll(/\s+/g, ' ')),
    state: threadState(conversation, messages),
    at: changedAt,
    needsYou: state === 'waiting',
    href: paths.thread(slug, id),
  }
}

function shortened(text: string): string {
  return text.length <= snippetCharacters ? text : `${text.slice(0, snippetCharacters).trimEnd()}…`
}

/** What became of a conversation, in a word or two. */
export function threadState({ state }: Pick<Conversation, 'state'>, messages: readonly Message[]): BadgeView {
  const failed = messages.some((message) => message.state === 'failed')
  if (failed) return { tone: 'bad', text: 'not delivered' }
  if (state === 'waiting') return { tone: 'warn', text: 'waits for you' }
  if (state === 'answered') return { tone: 'good', text: 'answered' }
  if (state === 'resolved') return { tone: 'neutral', text: 'closed' }
  const byMachine = messages.every(({ direction, writer }) => direction === 'in' && writer !== 'person')
  return byMachine ? { tone: 'neutral', text: 'set aside' } : { tone: 'neutral', text: 'open' }
}
