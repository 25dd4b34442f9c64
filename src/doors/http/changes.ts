import { maySee, type Principal } from '#access'
import { refuse, type Refusal } from '#kernel'
import type { Store } from '#store'
import { type Follower, type Following, openFollower } from './follower.ts'
import { watchHeads } from './heads.ts'
import { defaultLimits, type HttpLimits } from './limits.ts'
import { tooMany } from './rates.ts'

/** What happens to companies, told to everybody who follows; each learns only of companies that it may see. */
export type Changes = {
  /** Server-sent events: `changed` with `{ company, seq }`. `head` asks for the headers alone. */
  follow(principal: Principal, how?: { head?: boolean; connection?: Following['connection'] }): Response | Refusal
  /** Ends all streams and takes no more. */
  close(): void
}

const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }
const fullForSeconds = 10

/** Costs nothing while nobody follows: no timer, no query. */
export function openChanges(store: Store, given: Partial<HttpLimits> = {}): Changes {
  const limits = { ...defaultLimits, ...given }
  const followers = new Set<Follower>()
  let closed = false
  let unwatch: (() => void) | undefined
  const watch = (): (() => void) =>
    watchHeads(store, limits.pollMs, ({ company, seq }) => {
      for (const follower of followers) if (maySee(follower.principal, company)) follower.tell(company, seq)
    })
  const left = (follower: Follower): void => {
    followers.delete(follower)
    if (followers.size > 0) return
    unwatch?.()
    unwatch = undefined
  }
  return {
    follow(principal, { head = false, connection } = {}) {
      const refused = closed ? stopping() : noRoom([...followers], principal, limits)
      if (refused) return refused
      if (head) return new Response(null, { headers })
      const follower: Follower = openFollower({ principal, limits, connection, left: () => left(follower) })
      followers.add(follower)
      unwatch ??= watch()
      return new Response(follower.stream, { headers })
    },
    close() {
      closed = true
      for (const follower of followers) follower.end()
    },
  }
}

function noRoom(followers: readonly Follower[], { id }: Principal, limits: HttpLimits): Refusal | undefined {
  const own = followers.filter((it) => it.principal.id === id).length
  if (own < limits.streamsPerPrincipal && followers.length < limits.streams) return undefined
  return tooMany(fullForSeconds, 'As many streams of changes are open as this door allows.')
}

function stopping(): Refusal {
  return refuse('not-ready', {
    message: 'This server is stopping.',
    fix: 'Try again in a moment.',
    facts: { retryAfterSeconds: 1 },
  })
}
