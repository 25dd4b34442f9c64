import { type Instant, isRefusal, minuteMs, plusMs, refuse, type Refusal, sha256 } from '#kernel'
import type { Access } from './access.ts'
import { fits, newCredential, printCredential, readCredential } from './credential.ts'
import { badName, companiesColumn, type Rights, type RightsRow, rightsOf } from './principal.ts'
import { openSession, type OpenedSession, type Person } from './session.ts'

const linkMinutes = 15
const keptDays = 1

/** A text that opens one session, once; it is put into an address that only its person gets to see. */
export async function createSignInLink(
  { store, clock }: Access,
  { person, role, companies }: Person,
): Promise<{ text: string; expiresAt: Instant } | Refusal> {
  const refused = badName(person)
  if (refused) return refused
  const now = clock.now()
  const expiresAt = plusMs(now, linkMinutes * minuteMs)
  const credential = newCredential('lnk', clock)
  await store.installation(async (rows) => {
    await rows(`delete from access.sign_in_links where expires_at < $1::timestamptz - make_interval(days => $2)`, [
      now,
      keptDays,
    ])
    await rows(
      `insert into access.sign_in_links (id, secret_hash, person, role, companies, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [credential.id, sha256(credential.secret), person, role, companiesColumn(companies), now, expiresAt],
    )
  })
  return { text: printCredential(credential), expiresAt }
}

/** Uses a link up and opens its session; of two who come at the same time one gets in. */
export async function redeemSignInLink(access: Access, text: string): Promise<OpenedSession | Refusal> {
  const person = await useUp(access, text)
  return isRefusal(person) ? person : openSession(access, person)
}

type Row = RightsRow & { secret_hash: string; person: string; expires_at: Instant; used_at: Instant | null }

const lockSql = `select secret_hash, person, role, companies, expires_at, used_at from access.sign_in_links
  where id = $1 for no key update`

async function useUp({ store, clock }: Access, text: string): Promise<(Rights & { person: string }) | Refusal> {
  const credential = readCredential('lnk', text)
  if (!credential) return unknownLink()
  const now = clock.now()
  return store.installation(async (rows) => {
    const [row] = await rows<Row>(lockSql, [credential.id])
    if (!row || !fits(credential, row.secret_hash)) return unknownLink()
    if (row.used_at !== null) return usedLink()
    if (row.expires_at <= now) return expiredLink()
    await rows('update access.sign_in_links set used_at = $2 where id = $1', [credential.id, now])
    return { person: row.person, ...rightsOf(row) }
  })
}

const newLink = 'Ask for a new link; kontor serve prints one when it starts.'

function unknownLink(): Refusal {
  return refuse('sign-in-link-unknown', { message: 'This link is not one of ours, or it was cut off.', fix: newLink })
}

function usedLink(): Refusal {
  return refuse('sign-in-link-used', { message: 'This link was used before; each opens one session.', fix: newLink })
}

function expiredLink(): Refusal {
  return refuse('sign-in-link-expired', { message: `This link is older than ${linkMinutes} minutes.`, fix: newLink })
}
