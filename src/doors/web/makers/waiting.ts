import { paths } from '../paths.ts'
import { type WaitingItem as Item, waitingItems } from '#portfolio'
import type { WaitingItem, WaitingView } from '../views/waiting.ts'
import { evidenceView } from './evidence.ts'
import type { Visit } from '../routes/options.ts'
import { shellOf } from '../routes/shell.ts'
import { readable } from './words.ts'

/** What waits over all companies, and the evidence of the one that is open: the first, or the one that the address names. */
export async function waitingView(visit: Visit): Promise<WaitingView> {
  const items = await waitingItems(visit.installation.store, visit.companies)
  const asked = visit.query('item')
  const named = items.find(({ id }) => id === asked)
  const open = named ?? items[0]
  const next = open && items[(items.indexOf(open) + 1) % items.length]
  return {
    shell: shellOf(visit, { title: 'Waiting' }),
    items: items.map(itemView),
    ...(open ? { evidence: await evidenceView(visit, { item: open, next: next === open ? undefined : next }) } : {}),
    chosen: named !== undefined,
  }
}

export function itemView({ id, sentence, companyName, role, why, due }: Item): WaitingItem {
  return {
    id,
    act: readable(sentence),
    company: companyName,
    role,
    why: readable(why),
    ...(due ? { due } : {}),
    href: paths.decision(id),
  }
}
