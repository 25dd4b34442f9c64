import { type Actor, checkedName, type Day, type Effect, type Instant, type Refusal, type Shape } from '#kernel'
import type { z } from 'zod'
import type { CompanyId, CompanyTx, ReadTx } from './transaction.ts'

/** One thing that can be done to a company; a command is one transaction. */
export type Command<Input extends z.ZodType = z.ZodType, Outcome = unknown> = Shape<Input> & {
  readonly effect: Effect
  /** Decides and writes. A returned (or thrown) refusal rolls everything back. The outcome is printable JSON. */
  run(tx: CompanyTx, input: z.output<Input>): Promise<Outcome | Refusal>
  readonly hot?: HotPath<z.output<Input>, Outcome>
}

/**
 * One round trip to a SQL function `(company text, items jsonb) returns setof jsonb`, one row per item in order.
 * The function sets the company, decides, writes rows and log, and returns `{ "refusal": … }` or the outcome.
 * An item carries what `hotItem` adds: at, actor, command, digest, cause and key.
 */
export type HotPath<Input, Outcome> = {
  readonly sql: string
  item(input: Input, context: HotContext): Record<string, unknown>
  outcome(row: unknown): Outcome | Refusal
}

export type HotContext = {
  readonly company: CompanyId
  readonly actor: Actor
  readonly at: Instant
  readonly today: Day
  readonly id: CompanyTx['id']
}

/** One question about a company; reads only. The answer is printable JSON. */
export type Query<Input extends z.ZodType = z.ZodType, Answer = unknown> = Shape<Input> & {
  read(tx: ReadTx, input: z.output<Input>): Promise<Answer | Refusal>
}

export function defineCommand<Input extends z.ZodType, Outcome>(
  command: Command<Input, Outcome>,
): Command<Input, Outcome> {
  return { ...command, name: checkedName(command.name) }
}

export function defineQuery<Input extends z.ZodType, Answer>(query: Query<Input, Answer>): Query<Input, Answer> {
  return { ...query, name: checkedName(query.name) }
}
