import { type Clock, refuse, type Refusal } from '#kernel'
import type { MailSender } from '#inbox'
import { dropFolder, type SmtpAccount, smtpSender } from '#outside/mail'
import { partsOf } from './data-folder.ts'

const submissionPort = 587
const tlsPort = 465

/** The way out for mail: a mail server when one is named (`smtp://user:password@host:587`), else a folder. */
export function openMailWay(
  { dataFolder, smtpUrl }: { dataFolder: string; smtpUrl?: string | undefined },
  clock: Clock,
): MailSender | Refusal {
  if (smtpUrl === undefined || smtpUrl === '') return dropFolder({ folder: partsOf(dataFolder).outbox, clock })
  const account = accountOf(smtpUrl)
  if (account) return smtpSender({ account, clock })
  return refuse('bad-smtp-url', {
    message: 'The address of the mail server cannot be read.',
    fix: 'Write KONTOR_SMTP_URL as smtp://user:password@mail.host:587, or smtps:// for TLS from the first byte.',
  })
}

function accountOf(text: string): SmtpAccount | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined
  const secure = url.protocol === 'smtps:'
  const login = { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  return {
    host: url.hostname,
    port: url.port === '' ? (secure ? tlsPort : submissionPort) : Number(url.port),
    secure,
    ...(url.username === '' ? {} : { login }),
  }
}
