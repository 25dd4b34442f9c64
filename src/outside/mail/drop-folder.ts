import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Clock, instantOfMs, msOf, sha256 } from '#kernel'
import { type Dispatch, MailNotSent, type MailSender, type Sent } from '#inbox'

const plainKey = /^[a-z0-9_][a-z0-9_.-]{0,119}$/

/**
 * Puts each mail as `<key>.eml` into a folder: the way out for whoever has no mail account yet, and for looking
 * at what would go out. A file appears whole or not at all and is never overwritten, so a key sends once, also
 * after a crash and from two processes. The folder's file system must know hard links.
 */
export function dropFolder({ folder, clock }: { folder: string; clock: Clock }): MailSender {
  let writes = 0
  const fileOf = (key: string): string => path.join(folder, `${fileName(key)}.eml`)
  const find = (key: string): Promise<Sent | undefined> => readSent(fileOf(key), key)
  return {
    find,
    async send(mail) {
      const file = fileOf(mail.key)
      const temporary = path.join(folder, `.${process.pid}-${writes++}.tmp`)
      try {
        const before = await find(mail.key)
        if (before) return before
        await mkdir(folder, { recursive: true })
        await writeWhole(temporary, mail, clock)
        await publish(temporary, file)
        const sent = await find(mail.key)
        if (sent) return sent
        throw new Error(`${file} vanished`)
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new MailNotSent(`The mail could not be written to ${folder}: ${reason}`, { cause })
      } finally {
        await rm(temporary, { force: true }).catch(() => undefined)
      }
    },
  }
}

/** The moment of sending is kept as the file's own time, so that nothing stands beside the mail. */
async function writeWhole(file: string, { raw }: Dispatch, clock: Clock): Promise<void> {
  const at = new Date(msOf(clock.now()))
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.writeFile(raw)
    await handle.utimes(at, at)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A link, unlike a rename, fails when the name is taken: the first of two senders wins. */
async function publish(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const folder = await open(path.dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readSent(file: string, key: string): Promise<Sent | undefined> {
  try {
    const [raw, { mtimeMs }] = await Promise.all([readFile(file, 'latin1'), stat(file)])
    const head = raw.split('\r\n\r\n', 1)[0] ?? ''
    const messageId = /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1] ?? ''
    return { key, messageId, response: `written to ${path.basename(file)}`, at: instantOfMs(Math.round(mtimeMs)) }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A plain key names its file itself; any other is told apart by its hash, also where file names ignore case. */
function fileName(key: string): string {
  if (plainKey.test(key)) return key
  return `${key.replace(/[^a-z0-9]+/gi, '_').slice(0, 60)}-${sha256(key).slice(0, 32)}`
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
