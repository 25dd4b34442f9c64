import { accepted, defineEvent, founder, isRefusal, refuse, role } from '#kernel'
import { type CompanyId, defineCommand, defineQuery, keepBlob, type Migration, readBlob, verifyLog } from '#store'
import { openTestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const notes: Migration = {
  id: 'notes/0001-notes',
  checksum: 'a',
  sql: `select store.open_room('notes');
    create table notes.notes (company_id text not null, text text not null, primary key (company_id, text));
    select store.protect('notes.notes');`,
}
const noted = defineEvent<{ text: string }>('notes.note-written')
const write = defineCommand({
  name: 'notes.write-note',
  summary: 'Writes a note',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string().max(100) }),
  async run(tx, { text }) {
    await tx.rows('insert into notes.notes (company_id, text) values ($1, $2)', [tx.company, text])
    tx.append(noted, { text })
    if (text.includes('forbidden')) return refuse('forbidden-word', { message: 'This word may not be written.' })
    return { length: text.length }
  },
})
const writeTwo = defineCommand({
  name: 'notes.write-two',
  summary: 'Writes two notes',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ texts: z.tuple([z.string(), z.string()]) }),
  async run(tx, { texts }) {
    for (const text of texts) await tx.call(write, { text })
    return {}
  },
})
const all = defineQuery({
  name: 'notes.notes',
  summary: 'All notes',
  who: ['founder'],
  input: z.strictObject({}),
  read: async (tx) =>
    (await tx.rows<{ text: string }>('select text from notes.notes order by text')).map((it) => it.text),
})

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore([notes])
})
const say = (company: CompanyId, text: string, more = {}) =>
  store().execute(write, { company, input: { text }, actor: founder, ...more })

test('a command writes its rows and its facts together', async () => {
  const company = await store().company()
  const done = accepted(await say(company, 'hello'))
  expect(done).toEqual({
    outcome: { length: 5 },
    events: [{ seq: 1, type: 'notes.note-written', body: { text: 'hello' } }],
    replayed: false,
  })
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: 1 })
})

test('a refused command leaves nothing behind, also when another room refused', async () => {
  const company = await store().company()
  expect(await say(company, 'a forbidden word')).toMatchObject({ refused: true, kind: 'forbidden-word' })
  const both = await store().execute(writeTwo, { company, input: { texts: ['fine', 'forbidden'] }, actor: founder })
  expect(both).toMatchObject({ kind: 'forbidden-word' })
  expect(await store().ask(company, all, {})).toEqual([])
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: 0 })
})

test('a dry run shows the outcome and keeps nothing', async () => {
  const company = await store().company()
  expect(accepted(await say(company, 'maybe', { dryRun: true })).outcome).toEqual({ length: 5 })
  expect(await store().ask(company, all, {})).toEqual([])
})

test('a repeated request with the same key happens once, also when both come at the same time', async () => {
  const company = await store().company()
  const results = await Promise.all([1, 2, 3, 4].map(() => say(company, 'once', { key: 'k1' })))
  expect(results.map((it) => !isRefusal(it) && it.outcome)).toEqual(Array.from({ length: 4 }, () => ({ length: 4 })))
  expect(results.filter((it) => !isRefusal(it) && !it.replayed)).toHaveLength(1)
  expect(await say(company, 'other', { key: 'k1' })).toMatchObject({ kind: 'idempotency-conflict' })
})

test('two companies never see rows of each other, not even in a query that forgets to name the company', async () => {
  const [a, b] = [await store().company(), await store().company()]
  await say(a, 'secret of a')
  expect(await store().ask(b, all, {})).toEqual([])
  expect(await store().ask(a, all, {})).toEqual(['secret of a'])
})

test('an actor without the right is refused before anything is read', async () => {
  const company = await store().company()
  expect(await store().execute(write, { company, input: { text: 'x' }, actor: role('support') })).toMatchObject({
    kind: 'not-allowed',
  })
  expect(await say(company, 'x'.repeat(101))).toMatchObject({
    kind: 'bad-input',
    facts: { problems: [{ field: 'text' }] },
  })
})

test('the log cannot be changed through the application, and a changed byte is found', async () => {
  const company = await store().company()
  await say(company, 'one')
  await say(company, 'two')
  await expect(
    store().owner.query('update store.log set body = $1 where company_id = $2', ['{}', company]),
  ).rejects.toThrow('append-only')
  await store().owner.query('alter table store.log disable trigger append_only')
  await store().owner.query(`update store.log set body = '{"text":"One"}' where company_id = $1 and seq = 1`, [company])
  await store().owner.query('alter table store.log enable trigger append_only')
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: false, seq: 1, why: 'its content was changed' })
})

test('a file is kept once by its hash', async () => {
  const company = await store().company()
  const keep = defineCommand({
    name: 'notes.keep',
    summary: 'Keeps a file',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    run: async (tx) => keepBlob(tx, { content: Buffer.from('abc'), contentType: 'text/plain' }),
  })
  const hash = accepted(await store().execute(keep, { company, input: {}, actor: founder })).outcome
  await store().execute(keep, { company, input: {}, actor: founder })
  expect(Buffer.from((await store().read(company, (tx) => readBlob(tx, hash)))!.content).toString()).toBe('abc')
})

test('text that no database can keep is refused before anything is done', async () => {
  const company = await store().company()
  for (const text of ['zero \u0000', 'half \ud800'])
    expect(await say(company, text)).toMatchObject({ kind: 'bad-input' })
  expect(await store().ask(company, all, {})).toEqual([])
})
