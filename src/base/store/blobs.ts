import { sha256 } from '#kernel'
import type { CompanyTx, ReadTx } from './transaction.ts'

/** Keeps a file of the company, once, and returns its SHA-256. */
export async function keepBlob(
  tx: CompanyTx,
  { content, contentType }: { content: Uint8Array; contentType: string },
): Promise<string> {
  const hash = sha256(content)
  await tx.rows(
    'insert into store.blobs (company_id, sha256, content_type, content) values ($1, $2, $3, $4) on conflict do nothing',
    [tx.company, hash, contentType, content],
  )
  return hash
}

export async function readBlob(
  tx: ReadTx,
  hash: string,
): Promise<{ content: Uint8Array; contentType: string } | undefined> {
  const row = await tx.row<{ content: Uint8Array; content_type: string }>(
    'select content, content_type from store.blobs where company_id = $1 and sha256 = $2',
    [tx.company, hash],
  )
  return row && { content: row.content, contentType: row.content_type }
}
