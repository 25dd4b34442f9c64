import type { CompanyId, Store } from '#store'

type Head = { company: CompanyId; seq: number }

const gatherMs = 50

/**
 * Calls back when a company's log has grown: at once for commits of this process, within `pollMs` for those of
 * others. Returns how to stop.
 */
export function watchHeads(store: Store, pollMs: number, grown: (head: Head) => void): () => void {
  const known = new Map<CompanyId, number>()
  /** Companies of which a commit was heard without its number; they are told of even if the first look came between. */
  const heard = new Set<CompanyId>()
  let [looked, looking] = [false, false]
  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    const heads = await headsOf(store).catch(() => undefined)
    looking = false
    // The first look learns where everything stands; nobody needs to be told of that.
    for (const head of heads ?? []) {
      const isNew = looked && (known.get(head.company) ?? 0) < head.seq
      known.set(head.company, Math.max(head.seq, known.get(head.company) ?? 0))
      if (heard.delete(head.company) || isNew) grown(head)
    }
    looked ||= heads !== undefined
  }
  let soon: NodeJS.Timeout | undefined
  const lookSoon = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined
      void look()
    }, gatherMs).unref()
  }
  const quiet = store.onCommit(({ company, events }) => {
    const last = events.at(-1)
    // Commands that travel in batches tell no numbers.
    if (!last) {
      heard.add(company)
      lookSoon()
      return
    }
    known.set(company, Math.max(last.seq, known.get(company) ?? 0))
    grown({ company, seq: last.seq })
  })
  const poll = setInterval(() => void look(), pollMs).unref()
  void look()
  return () => {
    quiet()
    clearTimeout(soon)
    clearInterval(poll)
  }
}

function headsOf(store: Store): Promise<Head[]> {
  return store.installation((rows) =>
    rows<Head>('select company_id as company, seq::float8 as seq from store.log_heads where seq > 0'),
  )
}
