import { createHash, timingSafeEqual } from 'node:crypto'
import { type Clock, type Id, isId, newId, realChance, sha256 } from '#kernel'

/** `tok_….secret`: the id finds the row, the secret proves it. */
export type Credential<Kind extends string> = { readonly id: Id<Kind>; readonly secret: string }

const secretBytes = 32
const secretShape = /^[A-Za-z0-9_-]{43}$/

/** A secret comes from real chance always: a simulation's seed would repeat it. */
export function newCredential<Kind extends string>(kind: Kind, clock: Clock): Credential<Kind> {
  return { id: newId(kind, clock.now(), realChance()), secret: newSecret('base64url') }
}

export function newSecret(encoding: 'base64url' | 'hex'): string {
  return Buffer.from(realChance().bytes(secretBytes)).toString(encoding)
}

export function printCredential({ id, secret }: Credential<string>): string {
  return `${id}.${secret}`
}

/** Undefined when the text has not the shape of a credential; then nobody needs to ask the database. */
export function readCredential<Kind extends string>(kind: Kind, text: string): Credential<Kind> | undefined {
  const [id = '', secret = '', more] = text.split('.')
  return more === undefined && isId(kind, id) && secretShape.test(secret) ? { id, secret } : undefined
}

/** Whether the secret is the one that was hashed; takes as long when it is not. */
export function fits({ secret }: Credential<string>, hash: string): boolean {
  return sameText(sha256(secret), hash)
}

/** Compares in a time that tells nothing of where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
