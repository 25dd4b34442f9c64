/**
 * Who does something: the founder, a person with fewer rights, a role of a company, another company,
 * or Kontor itself. `id` is a user, a role's name or a party; it is written into the company log.
 */
export type Actor = { readonly kind: ActorKind; readonly id: string }

export type ActorKind = 'founder' | 'operator' | 'accountant' | 'role' | 'counterparty' | 'system'

export const founder: Actor = { kind: 'founder', id: 'founder' }
export const system: Actor = { kind: 'system', id: 'kontor' }

export function role(name: string): Actor {
  return { kind: 'role', id: name }
}

/** `role:support`: how an actor stands in the log. */
export function printActor(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}
