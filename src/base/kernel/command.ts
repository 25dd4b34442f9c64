import type { z } from 'zod'
import type { ActorKind } from './actor.ts'

/** What a command may do to the world; policy decides by it (staff.md, "Policy and approval"). */
export type Effect = 'read' | 'reversible' | 'irreversible' | 'money' | 'outward-message' | 'secret'

/**
 * What every door needs to know of a command or query, defined once: the command line makes flags of
 * `input`, HTTP a route and its OpenAPI description.
 */
export type Shape<Input extends z.ZodType> = {
  /** `room.verb-noun`, imperative. */
  readonly name: string
  readonly summary: string
  readonly input: Input
  /** Kinds of actors that may call it; everyone else is refused. */
  readonly who: readonly ActorKind[]
  /** Only a person themselves, not a program with their token. */
  readonly personOnly?: boolean
}

const shape = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/

export function checkedName(name: string): string {
  if (!shape.test(name)) throw new TypeError(`${name} is not a command name; write room.verb-noun`)
  return name
}
