/**
 * Who does something: the founder, a person with fewer rights, a role of a company, another company,
 * or Kontor itself. `id` is a user, a role's name or a party; it is written into the company log.
 */
export type Actor = {
  readonly kind: ActorKind
  readonly id: string
  /** A program that came with a token of such a person: it has their view, but not their yes. */
  readonly program?: true
}

export type ActorKind = 'founder' | 'operator' | 'accountant' | 'role' | 'counterparty' | 'system'

export const founder: Actor = { kind: 'founder', id: 'founder' }
export const system: Actor = { kind: 'system', id: 'kontor' }

export function role(name: string): Actor {
  return { kind: 'role', id: name }
}

/** A person acts: only they approve, loosen what roles may do, and write without the notice that a machine does. */
export function isPerson({ kind, program }: Actor): boolean {
  return program !== true && (kind === 'founder' || kind === 'operator' || kind === 'accountant')
}

/** `role:support`: how an actor stands in the log. */
export function printActor(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}
