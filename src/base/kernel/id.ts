import type { Chance } from './chance.ts'
import { type Instant, msOf } from './instant.ts'

/** `cmp_01k…`: a kind, then 26 characters of Crockford base 32 (48 bits of milliseconds, 80 bits of chance). Sorts by time. */
export type Id<Kind extends string> = `${Kind}_${string}` & { readonly kind: Kind }

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const timeChars = 10
const chanceBytes = 10

export function newId<Kind extends string>(kind: Kind, at: Instant, chance: Chance): Id<Kind> {
  return `${kind}_${timePart(msOf(at))}${chancePart(chance.bytes(chanceBytes))}` as Id<Kind>
}

export function isId<Kind extends string>(kind: Kind, text: string): text is Id<Kind> {
  return text.startsWith(`${kind}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(kind.length + 1))
}

function timePart(ms: number): string {
  let rest = ms
  let text = ''
  for (let i = 0; i < timeChars; i++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function chancePart(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < 16; i++) {
    text = alphabet.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}
