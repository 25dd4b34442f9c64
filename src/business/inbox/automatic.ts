import { type Bounce, readBounce } from './bounce.ts'
import { sameAddress } from './mail-address.ts'
import type { ReadMessage } from './message.ts'

/** Who wrote a mail. Only a `person` may ever be answered by a machine; `why` says which rule spoke. */
export type Writer =
  | { readonly kind: 'person' }
  | { readonly kind: 'bounce'; readonly why: string; readonly bounce: Bounce }
  | { readonly kind: 'out-of-office' | 'list' | 'automatic' | 'own'; readonly why: string }

export type Arrival = {
  /** Every address that is ours: what comes from them, or asks to be answered there, would loop. */
  own: readonly string[]
  /** MAIL FROM of the SMTP session, where known; empty for the null return-path. */
  envelopeFrom?: string
}

type Signal = { kind: 'out-of-office' | 'list' | 'automatic' | 'own'; why: string }

const emptyBounce: Bounce = { recipients: [], originalMessageId: undefined }

/** The loop guard (RFC 3834; RFC 3464 for bounces; list headers RFC 2369 and 2919), most telling sign first. */
export function whoWrote(message: ReadMessage, arrival: Arrival): Writer {
  const bounce = readBounce(message)
  if (bounce) return { kind: 'bounce', why: 'a delivery report', bounce }
  const nullPath = (arrival.envelopeFrom ?? message.headers['return-path'])?.replace(/[<>\s]/g, '') === ''
  if (nullPath && isMailSystem(message.from.address))
    return { kind: 'bounce', why: 'a mail system with a null return-path', bounce: emptyBounce }
  return (
    own(message, arrival.own) ??
    list(message) ??
    autoSubmitted(message) ??
    autoReplyHeaders(message) ??
    reports(message) ??
    precedence(message) ??
    (nullPath ? answerOf(message, 'a null return-path') : undefined) ??
    unanswerable(message) ?? { kind: 'person' }
  )
}

function own({ from, replyTo }: ReadMessage, addresses: readonly string[]): Signal | undefined {
  const ours = [from, ...replyTo].find(({ address }) => addresses.some((mine) => sameAddress(mine, address)))
  return ours && { kind: 'own', why: `${ours.address} is our own address` }
}

function list({ headers }: ReadMessage): Signal | undefined {
  const name = Object.keys(headers).find((key) => key.startsWith('list-'))
  return name === undefined ? undefined : { kind: 'list', why: `a ${name} header` }
}

/** `no` says that a person wrote it; a second header beside it does not take that back for free. */
function autoSubmitted(message: ReadMessage): Signal | undefined {
  const values = (message.headers['auto-submitted'] ?? 'no').split(',').map((part) => part.trim().toLowerCase())
  const value = values.find((part) => !/^no\b/.test(part))
  if (value === undefined) return undefined
  const why = `Auto-Submitted: ${value.slice(0, 40)}`
  return value.startsWith('auto-replied') ? answerOf(message, why) : { kind: 'automatic', why }
}

function autoReplyHeaders(message: ReadMessage): Signal | undefined {
  const { headers } = message
  const name = ['x-autoreply', 'x-autorespond', 'x-loop'].find((key) => !/^(no|)$/i.test(headers[key] ?? ''))
  if (name !== undefined) return answerOf(message, `a ${name} header`)
  const suppress = headers['x-auto-response-suppress'] ?? ''
  return /\b(all|oof|autoreply)\b/i.test(suppress)
    ? answerOf(message, `X-Auto-Response-Suppress: ${suppress.slice(0, 40)}`)
    : undefined
}

/** Read receipts (RFC 8098) and abuse reports (RFC 5965). */
function reports({ headers }: ReadMessage): Signal | undefined {
  const isReport = /^multipart\/report\b/i.test(headers['content-type'] ?? '')
  return isReport ? { kind: 'automatic', why: 'a multipart/report' } : undefined
}

function precedence(message: ReadMessage): Signal | undefined {
  const value = (message.headers['precedence'] ?? '').toLowerCase().slice(0, 40)
  if (/\b(bulk|junk)\b/.test(value)) return answerOf(message, `Precedence: ${value}`)
  if (/\blist\b/.test(value)) return { kind: 'list', why: `Precedence: ${value}` }
  return /\bauto_reply\b/.test(value) ? answerOf(message, `Precedence: ${value}`) : undefined
}

const mailSystem = /^(mailer-daemon|postmaster|mail-daemon)([+._-].*)?@/i
const noReply =
  /^(no|do-?not|never|nicht|keine|ei|ara)([-_.]?)(reply|respond|answer|antwort|antworten|vasta)([+._-].*)?@/i

function isMailSystem(address: string): boolean {
  return mailSystem.test(address)
}

function unanswerable({ from, replyTo }: ReadMessage): Signal | undefined {
  const deaf = [from, ...replyTo].find(({ address }) => noReply.test(address) || isMailSystem(address))
  return deaf && { kind: 'automatic', why: `${deaf.address} does not read answers` }
}

const awaySubject =
  /out of (the )?office|away from (the|my) (office|desk)|automatic reply|auto(matic)?[- ]?reply|on (annual )?leave|abwesen|automatische antwort|nicht im (büro|haus)|im urlaub|automaatvastus|kontorist (väljas|ära)|puhkusel/i

/** A header has already said "machine"; only then may the subject say which kind. */
function answerOf({ subject }: ReadMessage, why: string): Signal {
  return awaySubject.test(subject) ? { kind: 'out-of-office', why } : { kind: 'automatic', why }
}
