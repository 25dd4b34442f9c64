import { refuse, type Refusal } from '#kernel'
import { hledgerJournal } from '#ledger'
import { type CompanyId, readBlob, type Store } from '#store'
import { paths } from '../paths.ts'
import type { Attachment } from '../views/waiting.ts'
import { fileSize } from '../makers/words.ts'

const endings: Readonly<Record<string, string>> = {
  'application/xml': 'xml',
  'text/xml': 'xml',
  'message/rfc822': 'eml',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'image/png': 'png',
  'image/jpeg': 'jpg',
}
const hashShape = /^[0-9a-f]{64}$/

/** Whatever a stranger sent is saved to disk and never shown: it could be a page with a script. */
const saved = {
  'Content-Type': 'application/octet-stream',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
}

/** A file of the company as it came, by its SHA-256. */
export async function documentFile(store: Store, company: CompanyId, sha256: string): Promise<Response | Refusal> {
  const blob = hashShape.test(sha256) ? await store.read(company, (tx) => readBlob(tx, sha256)) : undefined
  if (!blob) return refuse('no-such-document', { message: 'This company has no such file.' })
  const type = blob.contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const name = `${sha256.slice(0, 12)}.${endings[type] ?? 'bin'}`
  return new Response(new Uint8Array(blob.content), {
    headers: { ...saved, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}

/** The whole journal for hledger, in pieces as they are read. */
export async function journalFile(store: Store, { id, slug }: { id: CompanyId; slug: string }): Promise<Response> {
  const pieces: string[] = []
  await store.read(id, async (tx) => {
    for await (const piece of hledgerJournal(tx)) pieces.push(piece)
  })
  return new Response(pieces.join(''), {
    headers: {
      ...saved,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename="${slug}.journal"`,
    },
  })
}

type Kept = { readonly filename: string; readonly sha256: string; readonly bytes: number }

export function attachmentView(slug: string, { filename, sha256, bytes }: Kept): Attachment {
  const name = filename === '' ? 'without a name' : filename
  return { name, size: fileSize(bytes), href: paths.document(slug, sha256) }
}
