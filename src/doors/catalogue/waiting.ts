import { waitingApprovals } from '#approvals'
import { type Company, quarantinedFiles } from '#companies'
import { conversations } from '#inbox'
import { accepted, type Instant } from '#kernel'
import type { Store } from '#store'

/** Something that waits for a person. `due` is when it is lost or late, where that is known. */
export type Waiting = {
  readonly kind: 'approval' | 'conversation' | 'file'
  readonly id: string
  readonly company: string
  readonly sentence: string
  readonly why: string
  readonly since: Instant
  readonly due?: Instant
  /** The command line that answers it. */
  readonly act: string
}

/** What waits in these companies, oldest first. */
export async function waitingIn(store: Store, companies: readonly Company[]): Promise<Waiting[]> {
  const found = await Promise.all(companies.map((company) => waitingOf(store, company)))
  return found.flat().sort((a, b) => a.since.localeCompare(b.since) || a.id.localeCompare(b.id))
}

async function waitingOf(store: Store, { id, slug }: Company): Promise<Waiting[]> {
  const approvals = accepted(await store.ask(id, waitingApprovals, {}))
  const mails = accepted(await store.ask(id, conversations, { state: 'waiting' }))
  const files = accepted(await store.ask(id, quarantinedFiles, {}))
  return [
    ...approvals.map(({ id, sentence, why, askedAt, expiresAt }): Waiting => {
      const act = `kontor approve ${id}`
      return { kind: 'approval', id, company: slug, sentence, why, since: askedAt, due: expiresAt, act }
    }),
    ...mails.map(({ id, subject, reason, changedAt }): Waiting => {
      const act = `kontor query inbox.conversation ${slug} --conversation ${id}`
      return {
        kind: 'conversation',
        id,
        company: slug,
        sentence: `Answer: ${subject}`,
        why: reason,
        since: changedAt,
        act,
      }
    }),
    ...files.map(({ id, name, reason, arrivedAt }): Waiting => {
      const act = `kontor command companies.dismiss-file ${slug} --file ${id} --because "…"`
      return { kind: 'file', id, company: slug, sentence: `See to ${name}`, why: reason, since: arrivedAt, act }
    }),
  ]
}
