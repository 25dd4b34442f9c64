import { defineEvent, type Id, idInput, type Instant, refuse } from '#kernel'
import { defineCommand, defineQuery } from '#store'
import { z } from 'zod'

/** A file that was not taken in, and why. */
export type QuarantinedFile = {
  readonly id: Id<'qrn'>
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  readonly kind: string
  readonly reason: string
  readonly fix: string
  readonly arrivedAt: Instant
}

const fileQuarantined = defineEvent<{ file: Id<'qrn'>; name: string; kind: string; reason: string }>(
  'companies.file-quarantined',
)
const fileDismissed = defineEvent<{ file: Id<'qrn'>; because: string }>('companies.file-dismissed')

const insert = `insert into companies.quarantine (company_id, id, name, sha256, bytes, kind, reason, fix, facts, arrived_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting') on conflict do nothing returning id`

/** Sets a file aside with the reason why it was refused; the same file with the same reason once. */
export const quarantineFile = defineCommand({
  name: 'companies.quarantine-file',
  summary: 'Set a file aside that could not be taken in',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: z.strictObject({
    name: z.string().max(500),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(0),
    kind: z.string().max(100),
    reason: z.string().max(5_000),
    fix: z.string().max(2_000).default(''),
    facts: z.record(z.string(), z.json()).default({}),
  }),
  async run(tx, { name, sha256, bytes, kind, reason, fix, facts }) {
    const id = tx.id('qrn')
    const [added] = await tx.rows(insert, [
      tx.company,
      id,
      name,
      sha256,
      bytes,
      kind,
      reason,
      fix,
      JSON.stringify(facts),
      tx.at,
    ])
    if (added) tx.append(fileQuarantined, { file: id, name, kind, reason })
    return { file: added ? id : null }
  },
})

export const dismissFile = defineCommand({
  name: 'companies.dismiss-file',
  summary: 'Take a quarantined file off the waiting list',
  who: ['founder', 'operator'],
  effect: 'reversible',
  input: z.strictObject({ file: idInput('qrn'), because: z.string().min(1).max(1_000) }),
  async run(tx, { file, because }) {
    const [found] = await tx.rows(
      `update companies.quarantine set state = 'dismissed' where company_id = $1 and id = $2 and state = 'waiting' returning id`,
      [tx.company, file],
    )
    if (!found)
      return refuse('no-such-file', {
        message: `No file ${file} waits in quarantine.`,
        fix: 'kontor waiting lists what waits.',
      })
    tx.append(fileDismissed, { file, because })
    return { file }
  },
})

export const quarantinedFiles = defineQuery({
  name: 'companies.quarantined-files',
  summary: 'Files that could not be taken in',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({}),
  read: (tx) =>
    tx.rows<QuarantinedFile>(
      `select id, name, sha256, bytes::float8 as bytes, kind, reason, fix, arrived_at as "arrivedAt"
       from companies.quarantine where company_id = $1 and state = 'waiting' order by arrived_at, id limit 500`,
      [tx.company],
    ),
})
