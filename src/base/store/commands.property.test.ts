import { defineEvent, founder, isRefusal, refuse, role } from '#kernel'
import { type CompanyId, defineCommand, keepBlob, type Migration, verifyLog } from '#store'
import { openTestStore, type TestStore } from '#testing'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const notes: Migration = {
  id: 'notes/0001-notes',
  checksum: 'a',
  sql: `select store.open_room('notes');
    create table notes.notes (company_id text not null, text text not null, times int not null, primary key (company_id, text));
    select store.protect('notes.notes');`,
}
const noted = defineEvent<{ text: string; line: number }>('notes.note-written')
const endings = ['kept', 'refused', 'thrown', 'broken-constraint'] as const
const write = defineCommand({
  name: 'notes.write',
  summary: 'Writes facts, rows and a file, and ends as it is told',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string(), facts: z.int(), ending: z.enum(endings) }),
  async run(tx, { text, facts, ending }) {
    const sql = `insert into notes.notes values ($1, $2, 1) on conflict (company_id, text) do update set times = notes.times + 1`
    await tx.rows(sql, [tx.company, text])
    await keepBlob(tx, { content: Buffer.from(text), contentType: 'text/plain' })
    for (let line = 0; line < facts; line++) tx.append(noted, { text, line })
    if (ending === 'refused') return refuse('told-to', { message: 'This was to be refused.' })
    if (ending === 'thrown') throw new Error('a bug')
    if (ending === 'broken-constraint') await tx.rows('insert into notes.notes values ($1, $2, 1)', [tx.company, text])
    return { text }
  },
})

const opened: { store?: TestStore } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore([notes])
  await opened.store.subscribe(['notes.note-written'])
})

const tables = ['notes.notes', 'store.log', 'store.log_heads', 'store.outbox', 'store.command_results', 'store.blobs']
const everything = tables
  .map((table) => `select '${table}' as name, string_agg(t::text, E'\\n' order by t::text) as rows from ${table} t`)
  .join(' union all ')
const database = async () => (await store().owner.query(everything)).rows as unknown

const call = fc.record({
  company: fc.constantFrom(0, 1),
  text: fc.oneof(
    fc.constantFrom('a', 'b'),
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\u0000', '')),
  ),
  facts: fc.nat(3),
  ending: fc.constantFrom(...endings, 'kept' as const, 'kept' as const),
  key: fc.constantFrom('', '', 'k1', 'k2'),
  dryRun: fc.boolean(),
  actor: fc.constantFrom(founder, founder, founder, role('support')),
})

async function outcomeOf(company: CompanyId, it: typeof call extends fc.Arbitrary<infer T> ? T : never) {
  const { text, facts, ending, key, dryRun, actor } = it
  const input = { text, facts, ending }
  const done = await store()
    .execute(write, { company, input, actor, dryRun, ...(key ? { key } : {}) })
    .catch(() => 'failed' as const)
  if (done === 'failed' || isRefusal(done) || done.replayed || dryRun) return { changes: false, lines: 0 }
  return { changes: true, lines: facts }
}

test('whatever is run, refused, repeated or fails, the log verifies and only what succeeded left a trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (all) => {
      const companies = [await store().company(), await store().company()]
      const lines = [0, 0]
      for (const it of all) {
        const before = await database()
        const outcome = await outcomeOf(companies[it.company]!, it)
        if (outcome.changes) expect(await database()).not.toEqual(before)
        else expect(await database()).toEqual(before)
        lines[it.company]! += outcome.lines
      }
      for (const [i, company] of companies.entries())
        expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: lines[i] })
    }),
    { numRuns: 25 },
  )
})
