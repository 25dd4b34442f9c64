import { type Clock, type Refusal, secondMs } from '#kernel'
import { type Dispatch, type MailSender, type Sent } from '#inbox'
import { deliver, type SmtpOptions } from './smtp-session.ts'

export type SmtpAccount = {
  host: string
  port: number
  /** TLS from the first byte (port 465). Otherwise STARTTLS is required, except on this machine's loopback. */
  secure?: boolean
  login?: { user: string; password: string }
  /** Said in EHLO; the machine's own name by default. */
  clientName?: string
}

const smtpLimits = {
  connectMs: 20 * secondMs,
  greetingMs: 20 * secondMs,
  lookupMs: 10 * secondMs,
  /** Without a byte from the server; RFC 5321 (4.5.3.2) gives it minutes after the final dot. */
  silenceMs: 120 * secondMs,
  responseBytes: 64 * 1024,
  rememberedKeys: 10_000,
} as const

/**
 * Sends by SMTP, one connection a mail. SMTP itself knows no idempotency keys: this remembers what it sent while
 * the process lives, and the caller's journal has to do it beyond. There is no `find`, because a server cannot
 * be asked.
 */
export function smtpSender({ account, clock }: { account: SmtpAccount; clock: Clock }): MailSender {
  const options = optionsOf(account)
  const known = new Map<string, Promise<Sent | Refusal>>()
  return {
    send(mail) {
      const before = known.get(mail.key)
      if (before) return before
      const sending = deliver(mail, options, account.login, clock)
      remember(known, mail, sending)
      return sending
    },
  }
}

/** Keeps what was sent, oldest out first; what failed or was rejected may be tried again. */
function remember(
  known: Map<string, Promise<Sent | Refusal>>,
  { key }: Dispatch,
  sending: Promise<Sent | Refusal>,
): void {
  known.set(key, sending)
  const forget = (): void => void known.delete(key)
  sending.then((result) => ('refused' in result ? forget() : undefined), forget)
  const [oldest] = known.keys()
  if (known.size > smtpLimits.rememberedKeys && oldest !== undefined) known.delete(oldest)
}

function optionsOf({ host, port, secure = false, clientName }: SmtpAccount): SmtpOptions {
  const onLoopback = isLoopback(host)
  return {
    host,
    port,
    secure,
    requireTLS: !secure && !onLoopback,
    ignoreTLS: !secure && onLoopback,
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: smtpLimits.connectMs,
    greetingTimeout: smtpLimits.greetingMs,
    dnsTimeout: smtpLimits.lookupMs,
    socketTimeout: smtpLimits.silenceMs,
    maxResponseSize: smtpLimits.responseBytes,
    ...(clientName === undefined ? {} : { name: clientName }),
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
