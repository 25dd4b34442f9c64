import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted, founder } from '#kernel'
import {
  archiveCompany,
  type CompanyId,
  defineCommand,
  keepBlob,
  type Migration,
  restoreCompany,
  verifyLog,
} from '#store'
import { openTestStore, type TestStore } from '#testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { contentOf, readArchive } from './archive-reader.ts'
import { archiveLimits } from './limits.ts'

const things: Migration = {
  id: 'things/0001-things',
  checksum: 'a',
  sql: `select store.open_room('things');
    create table things.things (
      company_id text not null, id text not null, number int generated always as identity,
      amount bigint, rate numeric, note text, body jsonb, raw bytea, moment timestamptz, day date, tags text[],
      twice bigint generated always as (amount / 2) stored, primary key (company_id, id)
    );
    select store.protect('things.things');
    create table things.parts (
      company_id text not null, id text not null, part int not null, primary key (company_id, id, part),
      foreign key (company_id, id) references things.things (company_id, id)
    );
    select store.protect_append_only('things.parts');`,
}

type Thing = {
  id: string
  amount: bigint | null
  rate: string | null
  note: string | null
  body: string | null
  raw: Uint8Array | null
  moment: string | null
  day: string | null
  tags: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'kontor-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const opened: { from?: TestStore; to?: TestStore } = {}
const from = () => opened.from!
const to = () => opened.to!
beforeAll(async () => {
  ;[opened.from, opened.to] = [await openTestStore([things]), await openTestStore([things])]
})

const keepThings = (all: Thing[]) =>
  defineCommand({
    name: 'things.keep',
    summary: 'Keeps things',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    async run(tx) {
      for (const it of all) {
        const sql = `insert into things.things (company_id, id, amount, rate, note, body, raw, moment, day, tags)
          values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9, $10)`
        await tx.rows(sql, [
          tx.company,
          it.id,
          it.amount,
          it.rate,
          it.note,
          it.body,
          it.raw,
          it.moment,
          it.day,
          it.tags,
        ])
        await tx.rows('insert into things.parts values ($1, $2, 1)', [tx.company, it.id])
        if (it.raw) await keepBlob(tx, { content: it.raw, contentType: it.note ?? 'text/plain' })
        tx.append({ type: 'things.thing-kept' }, { id: it.id, note: it.note })
      }
      return null
    },
  })

async function keep(company: CompanyId, all: Thing[], key = 'k'): Promise<void> {
  accepted(await from().execute(keepThings(all), { company, input: {}, actor: founder, key }))
}

async function entriesOf(file: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  await readArchive({ file, limits: archiveLimits }, async (entry) => {
    found.set(entry.name, (await contentOf(entry)).toString('latin1'))
  })
  return found
}

const files = { count: 0 }
const newFile = () => join(folder, `${++files.count}.tar.gz`)
const archive = async (store: TestStore, company: CompanyId, out = newFile()) => {
  accepted(await archiveCompany(store, { company, out, kontor: '0.1.0', slug: 'a' }))
  return out
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\u0000', '')),
  fc.constantFrom(
    '\\N',
    '\\x00',
    '\u2028',
    '\r\n',
    '"},{',
    "'; drop table x; --",
    '\u{1F4B6}',
    '\\u0000',
    '{"a":null}',
  ),
)
const json = fc.oneof(
  fc.constantFrom('null', '{"a": null}', '9007199254740993', '1.10', '[]', '""'),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  hostile.map((text) => JSON.stringify(text.replaceAll(/\p{Cs}/gu, ''))),
)
const thing: fc.Arbitrary<Thing> = fc.record({
  id: hostile,
  amount: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  rate: fc.option(fc.constantFrom('1.10', '1.1', '0.000000000000000000000001', 'NaN', 'Infinity', '1e30')),
  note: fc.option(hostile),
  body: fc.option(json),
  raw: fc.option(fc.uint8Array({ maxLength: 300 })),
  moment: fc.option(
    fc.constantFrom('2026-10-05T09:00:00.123Z', '2026-10-05T09:00:00.123456Z', 'infinity', '0044-03-15 12:00:00+00 BC'),
  ),
  day: fc.option(fc.constantFrom('2026-02-28', 'infinity', '10000-01-01')),
  tags: fc.array(hostile, { maxLength: 3 }),
})

test('a company restored elsewhere is the same company to the last byte, and so is its archive', async () => {
  const several = fc.uniqueArray(thing, { maxLength: 12, selector: ({ id }) => id })
  await fc.assert(
    fc.asyncProperty(several, async (all) => {
      const company = await from().company()
      await keep(company, all)
      const first = await archive(from(), company)
      const restored = accepted(await restoreCompany(to(), { file: first }))
      expect(restored).toMatchObject({ company, slug: 'a' })
      expect(await entriesOf(await archive(to(), company))).toEqual(await entriesOf(first))
      expect(await to().read(company, verifyLog)).toMatchObject({ ok: true, lines: all.length, head: restored.head })
    }),
    { numRuns: 12 },
  )
})

test('what was restored differs in no value, not even in the last decimal or between two kinds of null', async () => {
  const company = await from().company()
  const empty = { amount: null, rate: null, note: null, raw: null, moment: null, day: null, tags: [] }
  await keep(company, [
    { ...empty, id: 'a', body: 'null', rate: '1.10' },
    { ...empty, id: 'b', body: null, rate: '1.1', amount: 2n ** 63n - 1n },
    { ...empty, id: 'c', body: '{"big": 123456789012345678901234567890.10}', moment: '2026-10-05T09:00:00.123456Z' },
  ])
  accepted(await restoreCompany(to(), { file: await archive(from(), company) }))
  const all = 'select t::text as row, body is null as absent from things.things t where company_id = $1 order by id'
  const rows = (store: TestStore) => store.owner.query(all, [company]).then((result) => result.rows)
  expect(await rows(to())).toEqual(await rows(from()))
  expect((await rows(to())).map(({ absent }: { absent: boolean }) => absent)).toEqual([false, true, false])
})

test('numbers given out after a restore follow those restored, and commands go on with their keys', async () => {
  const company = await from().company()
  const plain = { amount: 1n, rate: null, note: null, body: null, raw: null, moment: null, day: null, tags: [] }
  await keep(company, [
    { ...plain, id: 'a' },
    { ...plain, id: 'b' },
  ])
  accepted(await restoreCompany(to(), { file: await archive(from(), company) }))
  const again = await to().execute(keepThings([]), { company, input: {}, actor: founder, key: 'k' })
  expect(again).toMatchObject({ replayed: true })
  accepted(await to().execute(keepThings([{ ...plain, id: 'c' }]), { company, input: {}, actor: founder }))
  const numbers = await to().owner.query('select number from things.things where company_id = $1 order by id', [
    company,
  ])
  const [, b, c] = numbers.rows.map(({ number }: { number: number }) => number)
  expect(c).toBeGreaterThan(b!)
})

test('a company is archived alone, and as it was in one moment', async () => {
  const [company, other] = [await from().company(), await from().company()]
  const plain = { amount: 1n, rate: null, note: 'mine', body: null, raw: null, moment: null, day: null, tags: [] }
  await keep(company, [{ ...plain, id: 'a' }])
  await keep(other, [{ ...plain, id: 'a', note: 'secret of the other' }])
  const all = [...(await entriesOf(await archive(from(), company))).values()].join('')
  expect(all).toContain('mine')
  expect(all).not.toContain('secret of the other')
  expect(all).not.toContain(other)
})

test('an archive replaces no file, and one that cannot be written leaves nothing behind', async () => {
  const company = await from().company()
  const out = await archive(from(), company)
  const request = { company, kontor: '0.1.0' }
  expect(await archiveCompany(from(), { ...request, out })).toMatchObject({ kind: 'file-exists' })
  expect(await archiveCompany(from(), { ...request, out: join(folder, 'no', 'such') })).toMatchObject({
    kind: 'archive-not-written',
  })
  const nobody = 'cmp_00000000000000000000000000' as CompanyId
  expect(await archiveCompany(from(), { ...request, company: nobody, out: newFile() })).toMatchObject({
    kind: 'company-unknown',
  })
  expect(readdirSync(folder).filter((file) => file.endsWith('.part'))).toEqual([])
  expect(statSync(out).mode & 0o777).toBe(0o600)
})

test('a company that is here already is not overwritten, also when two restores come at once', async () => {
  const company = await from().company()
  const file = await archive(from(), company)
  expect(await restoreCompany(from(), { file })).toMatchObject({ kind: 'company-exists' })
  const both = await Promise.all([restoreCompany(to(), { file }), restoreCompany(to(), { file })])
  expect(both.filter((it) => 'kind' in it)).toMatchObject([{ kind: 'company-exists' }])
})
