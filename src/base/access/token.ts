import { dayMs, dayOf, type Id, type Instant, plusMs, refuse, type Refusal, sha256 } from '#kernel'
import type { Access } from './access.ts'
import { fits, newCredential, printCredential, readCredential } from './credential.ts'
import { badName, companiesColumn, type Principal, type Rights, type RightsRow, rightsOf } from './principal.ts'

export type NewToken = Rights & {
  /** What it is for: `accounting export`. */
  readonly name: string
  /** Without it the token holds until it is revoked. */
  readonly days?: number
}

/** A token as a list shows it; its secret is nowhere. */
export type Token = Rights & {
  readonly id: Id<'tok'>
  readonly name: string
  readonly createdAt: Instant
  readonly expiresAt: Instant | null
  readonly lastUsed: string | null
  readonly revokedAt: Instant | null
}

const longestDays = 3_660

/** Makes a token; the text is shown to its owner now and can never be read again. */
export async function createToken(
  { store, clock }: Access,
  { name, role, companies, days }: NewToken,
): Promise<{ id: Id<'tok'>; text: string } | Refusal> {
  const refused = badName(name) ?? badDays(days)
  if (refused) return refused
  const now = clock.now()
  const credential = newCredential('tok', clock)
  const values = [credential.id, sha256(credential.secret), name, role, companiesColumn(companies)]
  const end = days === undefined ? null : plusMs(now, days * dayMs)
  await store.installation((rows) =>
    rows(
      `insert into access.tokens (id, secret_hash, name, role, companies, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [...values, now, end],
    ),
  )
  return { id: credential.id, text: printCredential(credential) }
}

function badDays(days: number | undefined): Refusal | undefined {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= longestDays)) return undefined
  return refuse('bad-input', {
    message: `A token holds for 1 to ${longestDays} whole days, or without an end.`,
    fix: 'Correct days.',
    facts: { field: 'days' },
  })
}

/** Ends a token at once, everywhere. */
export async function revokeToken({ store, clock }: Access, id: string): Promise<Refusal | undefined> {
  const [found] = await store.installation((rows) =>
    rows('update access.tokens set revoked_at = coalesce(revoked_at, $2) where id = $1 returning id', [
      id,
      clock.now(),
    ]),
  )
  if (found) return undefined
  return refuse('no-such-token', {
    message: `There is no token ${id}.`,
    fix: 'Name a token by its id, which begins with tok_; the list of tokens shows it.',
  })
}

/** All tokens, newest first; the revoked and expired ones too, because they tell who could come in when. */
export async function tokens({ store }: Access): Promise<Token[]> {
  const found = await store.installation((rows) =>
    rows<Omit<Token, 'companies'> & RightsRow>(
      `select id, name, role, companies, created_at as "createdAt", expires_at as "expiresAt", last_used as "lastUsed",
         revoked_at as "revokedAt" from access.tokens order by id desc limit 1000`,
    ),
  )
  return found.map((row) => ({ ...row, ...rightsOf(row) }))
}

type Row = RightsRow & { secret_hash: string; last_used: string | null }

const findSql = `select secret_hash, role, companies, last_used from access.tokens
  where id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`

/** The one who carries this token, or the same refusal for every token that is not good. */
export async function authenticateToken({ store, clock }: Access, text: string): Promise<Principal | Refusal> {
  const credential = readCredential('tok', text)
  if (!credential) return unauthenticated()
  const today = dayOf(clock.now())
  const row = await store.installation(async (rows) => {
    const [found] = await rows<Row>(findSql, [credential.id, clock.now()])
    if (!found || !fits(credential, found.secret_hash)) return undefined
    if (found.last_used !== today)
      await rows('update access.tokens set last_used = $2 where id = $1', [credential.id, today])
    return found
  })
  if (!row) return unauthenticated()
  return { ...rightsOf(row), id: credential.id, actor: { kind: row.role, id: credential.id, program: true } }
}

export function unauthenticated(): Refusal {
  return refuse('unauthenticated', {
    message: 'This needs a token that is in force; none was given, or it is unknown, expired or revoked.',
    fix: 'Send it as "Authorization: Bearer tok_…"; the founder makes tokens.',
  })
}
