import { addressParser } from 'postal-mime'
import { cleanLine } from './clean-text.ts'
import { type Mailbox, mailLimits } from './message.ts'

// A dot-atom and a domain (RFC 5321, 4.1.2). Quoted local parts and address literals are refused: nobody honest
// uses them, and software disagrees about what they mean.
const atom = String.raw`[^\s"(),:;<>@[\\\]\p{Cc}]+`
const shape = new RegExp(`^${atom}@${atom}$`, 'u')
const maxAddressChars = 254

export function isMailAddress(text: string): boolean {
  return text.length <= maxAddressChars && shape.test(text) && !text.includes('..') && !/(^|@)\.|\.(@|$)/.test(text)
}

/** For comparing only: domains ignore case, and in practice so does everybody. */
export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** The usable addresses of a From, To, Cc or Reply-To header; groups are opened, malformed ones left out. */
export function readMailboxes(header: string): Mailbox[] {
  return addressParser(header, { flatten: true }).flatMap(({ name, address }) =>
    // An address that the header does not spell out was built from an encoded word: a disguise, not an address.
    address !== undefined && isMailAddress(address) && header.includes(address)
      ? [{ name: cleanLine(name, mailLimits.nameChars), address }]
      : [],
  )
}
