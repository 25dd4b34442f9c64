import { createHash } from 'node:crypto'
import { importStatement } from '#banking'
import { quarantineFile } from '#companies'
import { draftBill } from '#invoicing'
import { accepted, type Actor, isRefusal, refuse, type Refusal } from '#kernel'
import { type CompanyId, defineCommand, keepBlob, type Store } from '#store'
import type { XmlInput } from '#xml'
import { z } from 'zod'
import { mailLimits } from './message.ts'
import { receiveMessage } from './receive-message.ts'
import { type FileKind, kindOf, sniffedBytes } from './recognise.ts'

export type ArrivingFile = {
  readonly company: CompanyId
  readonly name: string
  /** The bytes, or something that gives them anew each time it is iterated, so that a file of any length can be read. */
  readonly content: XmlInput
  readonly actor: Actor
}

/** What became of a file: `detail` is a sentence for people, `facts` are for programs. */
export type ImportedFile = {
  readonly name: string
  readonly state: 'taken-in' | 'duplicate' | 'quarantined'
  readonly kind: FileKind
  readonly detail: string
  readonly fix?: string
  readonly facts: Readonly<Record<string, unknown>>
}

type Taken = { duplicate: boolean; detail: string; facts: Readonly<Record<string, unknown>> }
type Arrived = ArrivingFile & { readonly sha256: string; readonly bytes: number }

/** Invoices are small; what is larger is read by nobody. */
const invoiceBytes = 10 * 1024 * 1024

/** Takes in one file, recognised by its content. What is refused is set aside with the reason, and nothing of it is used. */
export async function importFile(store: Store, file: ArrivingFile): Promise<ImportedFile> {
  const { head, sha256, bytes } = await survey(file.content)
  const kind = kindOf(head)
  const arrived = { ...file, sha256, bytes }
  const taken = await takers[kind](store, arrived)
  if (!isRefusal(taken)) {
    const { duplicate, detail, facts } = taken
    return { name: file.name, state: duplicate ? 'duplicate' : 'taken-in', kind, detail, facts }
  }
  return setAside(store, arrived, { kind, refusal: taken })
}

const takers: Readonly<Record<FileKind, (store: Store, file: Arrived) => Promise<Taken | Refusal>>> = {
  mail: takeMail,
  'bank-statement': takeStatement,
  invoice: takeInvoice,
  unknown: async (_, { name }) =>
    refuse('file-not-recognised', {
      message: `${name} is neither a mail, nor a bank statement (CAMT.053), nor an e-invoice (UBL).`,
      fix: 'Fetch it again in one of these formats, or dismiss it.',
    }),
}

async function takeMail(
  store: Store,
  { company, actor, name, content, sha256, bytes }: Arrived,
): Promise<Taken | Refusal> {
  if (bytes > mailLimits.bytes) return tooLarge(name, bytes, mailLimits.bytes)
  const done = await store.execute(receiveMessage(await whole(content)), { company, actor, input: { sha256, name } })
  if (isRefusal(done)) return done
  const { duplicate, writer } = done.outcome
  return { duplicate, detail: duplicate ? 'a mail that is here already' : `a mail (${writer})`, facts: done.outcome }
}

async function takeStatement(
  store: Store,
  { company, actor, name, content, sha256 }: Arrived,
): Promise<Taken | Refusal> {
  const done = await store.execute(importStatement(content), { company, actor, input: { sha256, name } })
  if (isRefusal(done)) return done
  const lines = done.outcome.statements.reduce((sum, it) => sum + it.lines, 0)
  const fresh = done.outcome.statements.reduce((sum, it) => sum + it.newLines, 0)
  const count = (n: number): string => `${n} ${n === 1 ? 'line' : 'lines'}`
  const detail =
    fresh === lines
      ? `a bank statement with ${count(lines)}`
      : `a bank statement with ${count(lines)}, ${fresh} of them new`
  return { duplicate: done.outcome.known || (fresh === 0 && lines > 0), detail, facts: done.outcome }
}

async function takeInvoice(
  store: Store,
  { company, actor, name, content, sha256, bytes }: Arrived,
): Promise<Taken | Refusal> {
  if (bytes > invoiceBytes) return tooLarge(name, bytes, invoiceBytes)
  const done = await store.execute(keepAndDraft(await whole(content)), { company, actor, input: { sha256, name } })
  if (isRefusal(done) && done.kind === 'bill-known-already')
    return { duplicate: true, detail: 'a bill that is here already', facts: done.facts }
  return isRefusal(done) ? done : { duplicate: false, detail: `a bill over ${done.outcome.gross}`, facts: done.outcome }
}

function keepAndDraft(content: Uint8Array) {
  return defineCommand({
    name: 'inbox.import-bill',
    summary: "Take in a supplier's e-invoice",
    who: ['founder', 'operator', 'role', 'system'],
    effect: 'reversible',
    input: z.strictObject({ sha256: z.string(), name: z.string().max(500) }),
    async run(tx) {
      const document = await keepBlob(tx, { content, contentType: 'application/xml' })
      return tx.call(draftBill, { document })
    },
  })
}

const reasonLimit = 5_000
const fixLimit = 2_000

async function setAside(
  store: Store,
  file: Arrived,
  { kind, refusal }: { kind: FileKind; refusal: Refusal },
): Promise<ImportedFile> {
  const { company, actor, name, sha256, bytes } = file
  const { message, fix = '' } = refusal
  const input = {
    name: name.slice(-500),
    sha256,
    bytes,
    kind: refusal.kind,
    reason: message.slice(0, reasonLimit),
    fix: fix.slice(0, fixLimit),
  }
  const { outcome } = accepted(await store.execute(quarantineFile, { company, actor, input }))
  return {
    name,
    state: 'quarantined',
    kind,
    detail: message,
    fix,
    facts: { kind: refusal.kind, quarantined: outcome.file },
  }
}

/** One pass over the bytes: the first of them, how many they are, and their hash. */
async function survey(content: XmlInput): Promise<{ head: Uint8Array; sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  const head: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunksOf(content)) {
    if (bytes < sniffedBytes) head.push(chunk.subarray(0, sniffedBytes - bytes))
    bytes += chunk.length
    hash.update(chunk)
  }
  return { head: Buffer.concat(head), sha256: hash.digest('hex'), bytes }
}

async function whole(content: XmlInput): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunksOf(content)) all.push(chunk)
  return Buffer.concat(all)
}

function chunksOf(content: XmlInput): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return content instanceof Uint8Array ? [content] : content
}

function tooLarge(name: string, bytes: number, limit: number): Refusal {
  return refuse('file-too-large', {
    message: `${name} has ${bytes} bytes; ${limit} are read at most.`,
    fix: 'Send it in parts, or without its attachments.',
    facts: { bytes, limit },
  })
}
