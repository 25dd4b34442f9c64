import type { ArrivedFile, TakenIn } from '#doors/catalogue'
import { quarantineFile } from '#companies'
import { receiveMessage } from '#inbox'
import { accepted, isRefusal, type Refusal, refuse, sha256 } from '#kernel'
import type { Store } from '#store'

/** Takes in one file; what is refused stands in quarantine with the reason. */
export async function takeIn(store: Store, { company, name, content, actor }: ArrivedFile): Promise<TakenIn> {
  const bytes = content instanceof Uint8Array ? content : await wholeOf(content)
  const input = { sha256: sha256(bytes), name }
  const done = looksLikeMail(bytes)
    ? await store.execute(receiveMessage(bytes), { company, input, actor })
    : unknownFile(name)
  if (!isRefusal(done)) {
    const { duplicate, writer } = done.outcome
    const detail = duplicate ? 'a mail that was taken in before' : `a mail from a ${writer}`
    return { name, state: duplicate ? 'duplicate' : 'taken-in', kind: 'mail', detail, facts: done.outcome }
  }
  const { kind, message: reason, fix = '' } = done
  const set = { ...input, bytes: bytes.length, kind, reason, fix }
  const { outcome } = accepted(await store.execute(quarantineFile, { company, input: set, actor }))
  return { name, state: 'quarantined', kind, detail: reason, fix, facts: { quarantined: outcome.file } }
}

async function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

function looksLikeMail(bytes: Uint8Array): boolean {
  return /^[A-Za-z][A-Za-z0-9-]*:/.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
}

function unknownFile(name: string): Refusal {
  return refuse('unknown-file', {
    message: `${name} is neither a mail nor a bank statement nor an invoice.`,
    fix: 'Fetch it again, or dismiss it.',
  })
}
