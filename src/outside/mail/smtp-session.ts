import { Readable } from 'node:stream'
import SMTPConnection, { type Options, type SentMessageInfo } from 'nodemailer/lib/smtp-connection'
import { type Clock, type Refusal, refuse } from '#kernel'
import { type Dispatch, MailNotSent, type Sent } from '#inbox'

export type SmtpOptions = Options
export type SmtpLogin = { user: string; password: string }

type SmtpError = Error & { code?: string; responseCode?: number; permanent?: boolean; response?: string }
type Step = (done: (error?: Error | null) => void) => void

/** One mail over one connection. Below the transport, because only here can be seen whether the bytes left. */
export async function deliver(
  mail: Dispatch,
  options: SmtpOptions,
  login: SmtpLogin | undefined,
  clock: Clock,
): Promise<Sent | Refusal> {
  const connection = new SMTPConnection(options)
  const body = watchedBody(mail.raw)
  try {
    const { response, rejected } = await Promise.race([
      failure(connection),
      session(connection, mail, login, body.stream),
    ])
    connection.quit()
    return {
      key: mail.key,
      messageId: mail.messageId,
      response: oneLine(response),
      at: clock.now(),
      ...(rejected.length === 0 ? {} : { rejected }),
    }
  } catch (error) {
    connection.close()
    return outcomeOf(error as SmtpError, body.begun())
  }
}

/** Socket errors come as events and may come late; the first one ends the session. */
function failure(connection: SMTPConnection): Promise<never> {
  const failed = new Promise<never>((_, reject) => connection.on('error', reject))
  failed.catch(() => undefined)
  return failed
}

async function session(
  connection: SMTPConnection,
  { from, to, raw }: Dispatch,
  login: SmtpLogin | undefined,
  body: Readable,
): Promise<SentMessageInfo> {
  await finished((done) => connection.connect(done))
  if (login) await finished((done) => connection.login({ user: login.user, pass: login.password }, done))
  const envelope = { from, to: [...to], size: raw.length, use8BitMime: raw.some((byte) => byte > 0x7f) }
  return new Promise((resolve, reject) =>
    connection.send(envelope, body, (error, info) => (error ? reject(error) : resolve(info))),
  )
}

function finished(step: Step): Promise<void> {
  return new Promise((resolve, reject) => step((error) => (error ? reject(error) : resolve())))
}

/** The stream is read only once the server has said "354, go on". */
function watchedBody(raw: Uint8Array): { stream: Readable; begun(): boolean } {
  let begun = false
  const stream = new Readable({
    read() {
      begun = true
      this.push(raw)
      this.push(null)
    },
  })
  return { stream, begun: () => begun }
}

/** A 5xx about the mail or its recipients is final. About the account or the connection it is not: try again. */
function outcomeOf(error: SmtpError, begun: boolean): Refusal {
  const aboutMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  const { responseCode } = error
  if (aboutMail && (error.permanent === true || responseCode === undefined))
    return refuse('mail-rejected', {
      message: `The mail server will not take this mail: ${oneLine(error.message)}`,
      fix: 'Check the recipient’s address and the size of the mail.',
      facts: { smtpCode: responseCode, response: oneLine(error.response ?? error.message) },
    })
  throw new MailNotSent(`The mail could not be sent now: ${oneLine(error.message)}`, {
    uncertain: begun && responseCode === undefined,
    smtpCode: responseCode,
    cause: error,
  })
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
