import type { Actor, Chance, Day, EventType, Id, Instant } from '#kernel'
import { Refused, dayOf, digestOf, isRefusal, newId } from '#kernel'
import type pg from 'pg'
import type { z } from 'zod'
import { query, type SqlValue } from './connection.ts'
import type { Command, Query } from './command.ts'
import { parseInput } from './parse-input.ts'

export type CompanyId = Id<'cmp'>

/** A read-only view of one company. */
export type ReadTx = {
  readonly company: CompanyId
  readonly at: Instant
  readonly today: Day
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>
  /** The first row, or undefined. */
  row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined>
  /** Another room's query within the same transaction; a refusal is thrown as `Refused`. */
  ask<Input extends z.ZodType, Answer>(query: Query<Input, Answer>, input: z.input<Input>): Promise<Answer>
}

/** The transaction of one command of one company. Only the store commits it. */
export type CompanyTx = ReadTx & {
  readonly actor: Actor
  /** What caused the command: a log entry, a run, a request; '' when a person came by. */
  readonly cause: string
  id<Kind extends string>(kind: Kind): Id<Kind>
  /** Adds a fact to the company log; written when the command ends, in this order. */
  append<Body>(type: EventType<Body>, body: Body): void
  /** Another room's command within the same transaction; a refusal is thrown as `Refused` and ends both. */
  call<Input extends z.ZodType, Outcome>(command: Command<Input, Outcome>, input: z.input<Input>): Promise<Outcome>
}

export type Fact = { readonly type: string; readonly body: unknown }

export type ReadContext = { company: CompanyId; at: Instant; timeZone: string }
export type TxContext = ReadContext & { actor: Actor; cause: string; chance: Chance }

export function openReadTx(client: pg.PoolClient, { company, at, timeZone }: ReadContext): ReadTx {
  const tx: ReadTx = {
    company,
    at,
    today: dayOf(at, timeZone),
    rows: (sql, values = []) => query(client, sql, values),
    row: async <Row>(sql: string, values: readonly SqlValue[] = []) => (await query<Row>(client, sql, values))[0],
    ask: async (asked, input) => {
      const answer = await asked.read(tx, parsedOrThrown(asked, input))
      if (isRefusal(answer)) throw new Refused(answer)
      return answer
    },
  }
  return tx
}

/** The transaction and the list that its facts gather in. */
export function openCompanyTx(client: pg.PoolClient, context: TxContext): { tx: CompanyTx; facts: Fact[] } {
  const facts: Fact[] = []
  const tx: CompanyTx = {
    ...openReadTx(client, context),
    actor: context.actor,
    cause: context.cause,
    id: (kind) => newId(kind, context.at, context.chance),
    append: (type, body) => void facts.push({ type: type.type, body }),
    call: async (command, input) => {
      const parsed = parsedOrThrown(command, input)
      const outcome = await (command.hot
        ? callHot(tx, command.hot, command.name, input, parsed)
        : command.run(tx, parsed))
      if (isRefusal(outcome)) throw new Refused(outcome)
      return outcome as never
    },
  }
  return { tx, facts }
}

async function callHot(
  tx: CompanyTx,
  hot: NonNullable<Command['hot']>,
  name: string,
  input: unknown,
  parsed: unknown,
): Promise<unknown> {
  const item = hotItem(hot.item(parsed, tx), { tx, command: name, digest: digestOf(input ?? {}), key: '' })
  const row = await tx.row<{ outcome: unknown }>(hot.sql, [tx.company, JSON.stringify([item])])
  return hot.outcome(row?.outcome)
}

export type HotCall = { tx: Pick<CompanyTx, 'actor' | 'at' | 'cause'>; command: string; digest: string; key: string }

/** What every item of a hot command carries besides its own. */
export function hotItem(own: Record<string, unknown>, { tx, command, digest, key }: HotCall): Record<string, unknown> {
  return { ...own, at: tx.at, actor: `${tx.actor.kind}:${tx.actor.id}`, command, digest, cause: tx.cause, key }
}

function parsedOrThrown<Input extends z.ZodType>(
  shape: { name: string; input: Input },
  input: z.input<Input>,
): z.output<Input> {
  const parsed = parseInput(shape, input)
  if (isRefusal(parsed)) throw new Refused(parsed)
  return parsed.value
}
