import { type Actor, checkedName, type Id, type Instant, type Refusal } from '#kernel'
import type { Command, CompanyId, Query } from '#store'
import type { z } from 'zod'

export type RunId = Id<'run'>

/** A machine-checked outcome: a sentence for people, and what proves it (ids, hashes, balances; printable JSON, not empty). */
export type Proof = { readonly done: string; readonly evidence: Readonly<Record<string, unknown>> }

/** A piece of work that a role can do. A run of it ends with a proof or a refusal; what is thrown is tried again. */
export type Work<Input extends z.ZodType = z.ZodType> = {
  /** `support.answer-message` */
  readonly name: string
  /** Counts up when the steps change; a run knows the version it was queued with. */
  readonly version: number
  readonly summary: string
  readonly input: Input
  /** How often it is tried before it is given up; the engine's limit when not given. */
  readonly attempts?: number
  run(run: RunContext, input: z.output<Input>): Promise<Proof | Refusal>
}

/** What a run may do. Every step has a name that is unique within the run: the name is what it is remembered by. */
export type RunContext = {
  readonly id: RunId
  readonly company: CompanyId
  readonly role: string
  readonly actor: Actor
  readonly version: number
  /** A command as a step: its rows, its log entries and the record of the step are one commit. Exactly once. */
  command<Input extends z.ZodType, Outcome>(
    step: string,
    command: Command<Input, Outcome>,
    input: z.input<Input>,
  ): Promise<Outcome | Refusal>
  /** Reads; not remembered. */
  ask<Input extends z.ZodType, Answer>(query: Query<Input, Answer>, input: z.input<Input>): Promise<Answer | Refusal>
  /** Remembers a result (JSON). At least once: a step that was cut off is done again. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>
  /** An effect on the world under an idempotency key. At most once for each key. */
  outward<T>(name: string, effect: Outward<T>): Promise<T | Refusal>
  /** The moment at which the run was first started; the same in every attempt. */
  now(): Instant
}

/**
 * An effect on the world. The intent is kept before `act`, the result (JSON) after it. When a crash or an error leaves
 * it open whether the effect happened: `repeatable` acts again, because the receiver knows the key; `find` looks for it
 * and acts only when it is not there; with neither the run dies as uncertain and a person decides.
 */
export type Outward<T> = {
  /** At most 200 characters; `<run>:<name>` when not given. The same key in another run gives the same result. */
  readonly key?: string
  /** Returns a refusal, or throws `NotActed`, only when nothing happened. */
  act(key: string): Promise<T | Refusal>
  find?(key: string): Promise<T | undefined>
  readonly repeatable?: boolean
}

/** Thrown by `act` when the effect certainly did not happen (nobody answered): it is tried again later. */
export class NotActed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NotActed'
  }
}

export function defineWork<Input extends z.ZodType>(work: Work<Input>): Work<Input> {
  return { ...work, name: checkedName(work.name) }
}
