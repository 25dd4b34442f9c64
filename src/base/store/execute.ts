import {
  type Actor,
  canonicalJson,
  isRefusal,
  type LoggedEvent,
  printActor,
  refuse,
  type Refusal,
  Refused,
  sha256,
} from '#kernel'
import type pg from 'pg'
import type { z } from 'zod'
import type { Command } from './command.ts'
import { query } from './connection.ts'
import { keyConflict } from './key-conflict.ts'
import { parseInput } from './parse-input.ts'
import { inScope } from './scope.ts'
import { type CompanyId, type Fact, openCompanyTx } from './transaction.ts'
import type { Surroundings } from './surroundings.ts'

export type Request<Input> = {
  readonly company: CompanyId
  readonly input: Input
  readonly actor: Actor
  /** Same key and same input: the recorded outcome again. At most 200 characters. */
  readonly key?: string
  readonly cause?: string
  /** Does everything, shows the result, keeps nothing. */
  readonly dryRun?: boolean
}

export type Done<Outcome> = {
  readonly outcome: Outcome
  readonly events: readonly LoggedEvent[]
  readonly replayed: boolean
}

const attempts = 4
/** Not serialisable, deadlock, and unique violation: two that wrote the same row at once; the second one, tried again, finds it. */
const retriable = new Set(['40001', '40P01', '23505'])

/** Runs one command: the only place that commits a company's rows. */
export async function executeCommand<Input extends z.ZodType, Outcome>(
  around: Surroundings,
  command: Command<Input, Outcome>,
  request: Request<z.input<Input>>,
): Promise<Done<Outcome> | Refusal> {
  const refused = notAllowed(command, request.actor)
  if (refused) return refused
  const parsed = parseInput(command, request.input)
  if (isRefusal(parsed)) return parsed
  const digest = inputDigest(request.input)
  if (isRefusal(digest)) return digest
  if (command.hot && !request.dryRun) return around.batches.add(command, { request, parsed: parsed.value, digest })
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await once(around, command, { request, value: parsed.value, digest })
      if (!isRefusal(done) && !done.replayed && !request.dryRun)
        around.committed({ company: request.company, events: done.events })
      return done
    } catch (error) {
      if (error instanceof Refused) return error.refusal
      if (attempt >= attempts || !canRetry(error)) throw error
    }
  }
}

type Work<Input> = { request: Request<unknown>; value: Input; digest: string }

async function once<Input extends z.ZodType, Outcome>(
  around: Surroundings,
  command: Command<Input, Outcome>,
  { request, value, digest }: Work<z.output<Input>>,
): Promise<Done<Outcome> | Refusal> {
  const { company, actor, key = '', cause = '', dryRun = false } = request
  return inScope(around.pool, { scope: company }, async (client, timeZone) => {
    const earlier =
      key === '' ? undefined : await recorded<Outcome>(client, { company, key, command: command.name, digest })
    if (earlier) return { result: earlier, commit: false }
    const { tx, facts } = openCompanyTx(client, {
      company,
      actor,
      cause,
      at: around.clock.now(),
      chance: around.chance,
      timeZone,
    })
    const outcome = command.hot ? await tx.call(command, request.input as z.input<Input>) : await command.run(tx, value)
    if (isRefusal(outcome)) return { result: outcome, commit: false }
    const meta = [tx.at, printActor(actor), command.name, digest, cause]
    const last = await finish(client, { company, meta, facts, key, outcome })
    const events = facts.map((fact, i) => ({ ...fact, seq: last - facts.length + 1 + i }))
    return { result: { outcome, events, replayed: false }, commit: !dryRun }
  })
}

type Ending = { company: CompanyId; meta: string[]; facts: Fact[]; key: string; outcome: unknown }

async function finish(client: pg.PoolClient, { company, meta, facts, key, outcome }: Ending): Promise<number> {
  if (facts.length === 0 && key === '') return 0
  const types = facts.map((fact) => fact.type)
  const bodies = facts.map((fact) => canonicalJson(fact.body))
  const sql = 'select store.finish_command($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as last'
  const [row] = await query<{ last: bigint }>(client, sql, [
    company,
    ...meta,
    types,
    bodies,
    key,
    JSON.stringify(outcome ?? null),
  ])
  return Number(row?.last ?? 0n)
}

type Recorded = { company: CompanyId; key: string; command: string; digest: string }

const claimKey = `insert into store.command_results (company_id, key, command, digest) values ($1, $2, $3, $4)
  on conflict do nothing returning key`

/** Claims the key, waiting for a twin under way, or gives the outcome that the twin left. */
async function recorded<Outcome>(
  client: pg.PoolClient,
  { company, key, command, digest }: Recorded,
): Promise<Done<Outcome> | Refusal | undefined> {
  const [claimed] = await query<{ key: string }>(client, claimKey, [company, key, command, digest])
  if (claimed) return undefined
  const sql = 'select command, digest, outcome from store.command_results where company_id = $1 and key = $2'
  const [row] = await query<{ command: string; digest: string; outcome: Outcome }>(client, sql, [company, key])
  if (!row) throw new Error(`the idempotency key ${key} was claimed by nobody`)
  if (row.command === command && row.digest === digest) return { outcome: row.outcome, events: [], replayed: true }
  return keyConflict(key)
}

/** RFC 8785 knows no text with half a character (a lone surrogate), and PostgreSQL none with a zero. */
function inputDigest(input: unknown): string | Refusal {
  try {
    const text = canonicalJson(input ?? {})
    if (!text.includes('\\u0000')) return sha256(text)
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  return refuse('bad-input', {
    message: 'The input holds text that is no valid Unicode.',
    fix: 'Remove the broken characters and try again.',
  })
}

function notAllowed(command: Command, actor: Actor): Refusal | undefined {
  if (command.personOnly && actor.program) {
    return refuse('needs-a-person', {
      message: `${command.name} is a person's own decision; ${printActor(actor)} is a program with a token.`,
      fix: 'Decide it in the console or on the command line.',
      facts: { command: command.name, actor: printActor(actor) },
    })
  }
  if (command.who.includes(actor.kind)) return undefined
  return refuse('not-allowed', {
    message: `${command.name} may be used by ${command.who.join(', ')}; this is ${printActor(actor)}.`,
    fix: 'Ask somebody who may, or use a sign-in with that right.',
    facts: { command: command.name, actor: printActor(actor) },
  })
}

function canRetry(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return retriable.has(error.code)
}
