import { digestOf, printActor, type Refusal } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { type Entry, entryInput, entryItem, type EntryLinks } from './entry.ts'
import { refusalIn } from './entry-refusals.ts'

export type Posted = { readonly entry: string }

const postEntries = 'select outcome from ledger.post_entries($1, $2) as outcome'

/** Posts a balanced entry. Many at once travel in one batch; 0002-post-entries.sql decides what is refused. */
export const postEntry = defineCommand<typeof entryInput, Posted>({
  name: 'ledger.post-entry',
  summary: 'Post a balanced entry into the books',
  who: ['founder', 'role', 'system'],
  effect: 'reversible',
  input: entryInput,
  run: (tx, entry) => postWithin(tx, { entry, links: {}, command: 'ledger.post-entry' }),
  hot: {
    sql: postEntries,
    item: (entry, context) => entryItem(context.id('ent'), entry),
    outcome: postedIn,
  },
})

type Within = { entry: Entry; links: EntryLinks; command: string }

/** Posts an entry that another command of this room has made, in its transaction. */
export async function postWithin(tx: CompanyTx, { entry, links, command }: Within): Promise<Posted | Refusal> {
  const item = entryItem(tx.id('ent'), entry, links)
  const meta = { at: tx.at, actor: printActor(tx.actor), command, digest: digestOf(item), cause: tx.cause, key: '' }
  const row = await tx.row<{ outcome: unknown }>(postEntries, [tx.company, JSON.stringify([{ ...item, ...meta }])])
  return postedIn(row?.outcome)
}

function postedIn(answer: unknown): Posted | Refusal {
  return refusalIn(answer) ?? { entry: (answer as Posted).entry }
}
