import { createHmac } from 'node:crypto'
import { dayMs, type Instant, minuteMs, plusMs, sha256 } from '#kernel'
import type { Access } from './access.ts'
import { fits, newCredential, newSecret, printCredential, readCredential, sameText } from './credential.ts'
import { companiesColumn, type Principal, type Rights, type RightsRow, rightsOf } from './principal.ts'

export type Person = Rights & { readonly person: string }

/** `text` is for the cookie and is shown once. */
export type OpenedSession = { readonly text: string; readonly expiresAt: Instant; readonly session: Session }

export type Session = {
  readonly principal: Principal
  readonly person: string
  /** The hidden field of every form of this session. */
  readonly csrf: string
  readonly expiresAt: Instant
}

const sessionDays = 30
const idleDays = 7
/** The moment of the last use is not written more often. */
const seenEveryMs = 5 * minuteMs

export async function openSession({ store, clock }: Access, person: Person): Promise<OpenedSession> {
  const now = clock.now()
  const expiresAt = plusMs(now, sessionDays * dayMs)
  const credential = newCredential('ses', clock)
  const csrfKey = newSecret('hex')
  await store.installation(async (rows) => {
    await rows('delete from access.sessions where expires_at <= $1 or last_seen <= $2', [now, idleSince(now)])
    await rows(
      `insert into access.sessions (id, secret_hash, csrf_key, person, role, companies, created_at, expires_at, last_seen)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $7)`,
      [
        credential.id,
        sha256(credential.secret),
        csrfKey,
        person.person,
        person.role,
        companiesColumn(person.companies),
        now,
        expiresAt,
      ],
    )
  })
  const session = sessionFrom(credential.id, { ...person, csrfKey, expiresAt })
  return { text: printCredential(credential), expiresAt, session }
}

type Row = RightsRow & {
  secret_hash: string
  csrf_key: string
  person: string
  expires_at: Instant
  last_seen: Instant
}

const findSql = `select secret_hash, csrf_key, person, role, companies, expires_at, last_seen from access.sessions
  where id = $1 and expires_at > $2 and last_seen > $3`

/** The session of this cookie, or undefined when it never was, has ended or was not used for long. */
export async function sessionOf({ store, clock }: Access, text: string): Promise<Session | undefined> {
  const credential = readCredential('ses', text)
  if (!credential) return undefined
  const now = clock.now()
  const row = await store.installation(async (rows) => {
    const [found] = await rows<Row>(findSql, [credential.id, now, idleSince(now)])
    if (!found || !fits(credential, found.secret_hash)) return undefined
    if (found.last_seen <= plusMs(now, -seenEveryMs))
      await rows('update access.sessions set last_seen = $2 where id = $1', [credential.id, now])
    return found
  })
  if (!row) return undefined
  const { person, csrf_key: csrfKey, expires_at: expiresAt } = row
  return sessionFrom(credential.id, { ...rightsOf(row), person, csrfKey, expiresAt })
}

/** Signs out. Whoever holds only the id of a session cannot end it. */
export async function endSession({ store }: Access, text: string): Promise<void> {
  const credential = readCredential('ses', text)
  if (!credential) return
  await store.installation((rows) =>
    rows('delete from access.sessions where id = $1 and secret_hash = $2', [credential.id, sha256(credential.secret)]),
  )
}

/** Whether a form was made for this session. */
export function isCsrf({ csrf }: Session, text: string): boolean {
  return sameText(csrf, text)
}

function idleSince(now: Instant): Instant {
  return plusMs(now, -idleDays * dayMs)
}

type Kept = Person & { csrfKey: string; expiresAt: Instant }

function sessionFrom(id: string, { person, role, companies, csrfKey, expiresAt }: Kept): Session {
  const csrf = createHmac('sha256', csrfKey).update(id).digest('base64url')
  return { principal: { id, role, companies, actor: { kind: role, id: person } }, person, csrf, expiresAt }
}
