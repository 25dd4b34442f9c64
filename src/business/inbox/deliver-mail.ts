import { NotActed, type RunContext } from '#engine'
import { type Id, isRefusal, refuse, type Refusal } from '#kernel'
import { defineQuery, readBlob } from '#store'
import { z } from 'zod'
import { type MailSender, MailNotSent, type Sent } from './mail-sender.ts'
import { recordMailFailed, recordMailSent } from './send-mail.ts'

/** A mail that stands in the inbox as `sending`, as `inbox.queue-mail` gives it. */
export type QueuedMail = {
  readonly message: Id<'msg'>
  /** SHA-256 of its bytes. */
  readonly raw: string
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
}

const rawMail = defineQuery({
  name: 'inbox.raw-mail',
  summary: 'The bytes of a mail',
  who: ['role', 'system'],
  input: z.strictObject({ sha256: z.string() }),
  async read(tx, { sha256 }) {
    return (await readBlob(tx, sha256)) ?? refuse('no-such-file', { message: `No file ${sha256} is on file.` })
  },
})

/** Hands a queued mail over, once, and records the proof; both are steps of the run. */
export async function deliverMail(
  run: RunContext,
  sender: MailSender,
  mail: QueuedMail,
): Promise<{ messageId: string; response: string } | Refusal> {
  const raw = await run.ask(rawMail, { sha256: mail.raw })
  if (isRefusal(raw)) return raw
  const sent = await run.outward<Sent>('send-mail', {
    key: mail.message,
    act: (key) => handOver(sender, { ...mail, key, raw: raw.content }),
    ...(sender.find ? { find: async (key: string) => sender.find?.(key) } : {}),
  })
  if (isRefusal(sent)) {
    const failed = await run.command('record-failure', recordMailFailed, {
      message: mail.message,
      reason: sent.message,
    })
    return isRefusal(failed) ? failed : sent
  }
  const recorded = await run.command('record-sending', recordMailSent, {
    message: mail.message,
    response: sent.response,
  })
  return isRefusal(recorded) ? recorded : { messageId: mail.messageId, response: sent.response }
}

type HandOver = Omit<QueuedMail, 'raw'> & { key: string; raw: Uint8Array }

/** What certainly did not leave may be tried again; what may have left is left to the engine to find out. */
async function handOver(sender: MailSender, { key, raw, from, to, messageId }: HandOver): Promise<Sent | Refusal> {
  try {
    return await sender.send({ key, raw, from, to, messageId })
  } catch (error) {
    if (error instanceof MailNotSent && !error.uncertain) throw new NotActed(error.message, { cause: error })
    throw error
  }
}
