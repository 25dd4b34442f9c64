import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** A value as RFC 8785 canonical JSON. Money and other bigints must be printed to strings before. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('undefined has no canonical JSON')
  return text
}

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of the canonical JSON of a value: the same for two spellings of one thing. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value))
}
