import { sha256 } from '#kernel'
import type { ReadTx } from './transaction.ts'

/** A line of a company's log as it is stored; `hash` covers all the rest. */
export type LogLine = {
  seq: number
  at: string
  actor: string
  command: string
  digest: string
  cause: string
  type: string
  body: string
  prev: string
  hash: string
}

export type LogVerdict =
  | { ok: true; lines: number; head: string }
  | { ok: false; lines: number; seq: number; why: string }

export const firstPrev = '0'.repeat(64)
const pageSize = 1_000

const page = `select seq::int as seq, at, actor, command, digest, cause, type, body, prev, hash
  from store.log where company_id = $1 and seq > $2 order by seq limit $3`

/** Lines after `after`, oldest first, in pages, so that a long log needs no more memory than a short one. */
export async function* logLines(tx: ReadTx, after = 0): AsyncGenerator<LogLine> {
  for (let last = after; ;) {
    const lines = await tx.rows<LogLine>(page, [tx.company, last, pageSize])
    yield* lines
    const end = lines.at(-1)
    if (!end || lines.length < pageSize) return
    last = end.seq
  }
}

/** Re-computes every hash of a company's log and says where the first line is that does not fit. */
export async function verifyLog(tx: ReadTx): Promise<LogVerdict> {
  let prev = firstPrev
  let lines = 0
  for await (const line of logLines(tx)) {
    lines++
    if (line.seq !== lines) return { ok: false, lines, seq: lines, why: `line ${lines} is missing` }
    if (line.prev !== prev) return { ok: false, lines, seq: line.seq, why: 'it does not name the line before it' }
    if (lineHash(tx.company, line) !== line.hash)
      return { ok: false, lines, seq: line.seq, why: 'its content was changed' }
    prev = line.hash
  }
  const head = await tx.row<{ seq: bigint; hash: string }>(
    'select seq, hash from store.log_heads where company_id = $1',
    [tx.company],
  )
  const headFits = head ? Number(head.seq) === lines && head.hash === prev : lines === 0
  return headFits
    ? { ok: true, lines, head: prev }
    : { ok: false, lines, seq: lines, why: 'lines at its end are missing' }
}

export function lineHash(
  company: string,
  { prev, seq, at, actor, command, digest, cause, type, body }: LogLine,
): string {
  return sha256([prev, company, seq, at, actor, command, digest, cause, type, body].join('\n'))
}
