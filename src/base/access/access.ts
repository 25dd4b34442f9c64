import { type Clock, realClock } from '#kernel'
import type { Store } from '#store'

/** What access needs. Its clock is real unless a test says otherwise: a simulated year must not outlive a session. */
export type Access = { readonly store: Store; readonly clock: Clock }

export function openAccess(store: Store, { clock = realClock() }: { clock?: Clock } = {}): Access {
  return { store, clock }
}
