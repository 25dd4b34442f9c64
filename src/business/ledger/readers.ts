import type { ActorKind } from '#kernel'

/** Who may look into the books. */
export const readers: readonly ActorKind[] = ['founder', 'operator', 'accountant', 'role', 'system']
