import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { accepted, defineEvent, founder, sha256 } from '#kernel'
import { archiveCompany, type CompanyId, defineCommand, keepBlob, type Migration, restoreCompany } from '#store'
import { openTestStore, type TestStore } from '#testing'
import fc from 'fast-check'
import { type Header, pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { contentOf, readArchive } from './archive-reader.ts'
import { archiveLimits } from './limits.ts'
import type { Manifest } from './manifest.ts'

const notes: Migration = {
  id: 'notes/0001-notes',
  checksum: 'a',
  sql: `select store.open_room('notes');
    create table notes.notes (company_id text not null, text text not null check (text <> 'bad'), number bigint not null,
      primary key (company_id, text));
    select store.protect('notes.notes');`,
}
const noted = defineEvent<{ text: string }>('notes.note-written')
const write = defineCommand({
  name: 'notes.write',
  summary: 'Writes a note and keeps it as a file',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  async run(tx, { text }) {
    await tx.rows('insert into notes.notes values ($1, $2, 1)', [tx.company, text])
    tx.append(noted, { text })
    return keepBlob(tx, { content: Buffer.from(text), contentType: 'text/plain' })
  },
})

const folder = mkdtempSync(join(tmpdir(), 'kontor-bad-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const opened: { store?: TestStore; good?: string; company?: CompanyId } = {}
const store = () => opened.store!
const good = () => opened.good!
let count = 0
const newFile = () => join(folder, `${++count}.tar.gz`)

beforeAll(async () => {
  const source = await openTestStore([notes])
  const company = await source.company()
  for (const text of ['one', 'two', 'three'])
    accepted(await source.execute(write, { company, input: { text }, actor: founder }))
  opened.good = newFile()
  opened.company = company
  accepted(await archiveCompany(source, { company, out: opened.good, kontor: '0.1.0' }))
  opened.store = await openTestStore([notes])
})

const everything = `select (select count(*) from store.companies)::int as companies, (select count(*) from store.log)::int as log,
  (select count(*) from store.blobs)::int as blobs, (select count(*) from notes.notes)::int as notes`

async function expectRefused(file: string, expected: { kind: string; message?: unknown }, limits = archiveLimits) {
  expect(await restoreCompany(store(), { file, limits })).toMatchObject({ refused: true, ...expected })
  expect((await store().owner.query(everything)).rows).toEqual([{ companies: 0, log: 0, blobs: 0, notes: 0 }])
}

type Parts = { header: Partial<Header> & { name: string }; content: Buffer }[]

async function partsOf(file: string): Promise<Parts> {
  const parts: Parts = []
  await readArchive({ file, limits: archiveLimits }, async (entry) => {
    parts.push({ header: { name: entry.name }, content: await contentOf(entry) })
  })
  return parts
}

async function pressed(parts: Parts): Promise<string> {
  const tar = pack()
  for (const { header, content } of parts) tar.entry(header, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk)
  const file = newFile()
  writeFileSync(file, gzipSync(Buffer.concat(chunks)))
  return file
}

/** An archive in which one entry was changed; `honest` also mends the manifest, as a careful forger would. */
async function forged(name: string, change: (text: string) => string, { honest = false } = {}): Promise<string> {
  const parts = await partsOf(good())
  const part = parts.find(({ header }) => header.name === name)!
  part.content = Buffer.from(change(part.content.toString()))
  const last = parts.at(-1)!
  if (honest) {
    const manifest = JSON.parse(last.content.toString()) as Manifest
    const sheet = manifest.sheets.find(({ file }) => file === name)!
    sheet.sha256 = sha256(part.content)
    sheet.rows = part.content.toString().split('\n').length - 1
    last.content = Buffer.from(JSON.stringify(manifest))
  }
  return pressed(parts)
}

test('an archive cut anywhere is refused and nothing of it is restored', async () => {
  const whole = readFileSync(good())
  const cuts = [0, 1, 9, 10, 20, Math.floor(whole.length / 2), whole.length - 9, whole.length - 1]
  for (const length of cuts) {
    const file = newFile()
    copyFileSync(good(), file)
    truncateSync(file, length)
    await expectRefused(file, { kind: 'archive-broken' })
  }
  const unpacked = gunzipSync(whole)
  for (const length of [512, 700, unpacked.length / 2, unpacked.length - 2048]) {
    const file = newFile()
    writeFileSync(file, gzipSync(unpacked.subarray(0, length)))
    await expectRefused(file, { kind: 'archive-broken' })
  }
})

test('whatever byte of an archive is changed, it is refused or means exactly the same', async () => {
  const unpacked = gunzipSync(readFileSync(good()))
  await fc.assert(
    fc.asyncProperty(fc.nat(unpacked.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = Buffer.from(unpacked)
      changed[at] = changed[at]! ^ mask
      const file = newFile()
      writeFileSync(file, gzipSync(changed))
      const same = (await partsOf(file).then(JSON.stringify, () => '')) === JSON.stringify(await partsOf(good()))
      if (!same && !isInReadme(unpacked, at)) await expectRefused(file, {} as { kind: string })
    }),
    { numRuns: 60 },
  )
})

/** The README is for people; nothing is restored from it. */
function isInReadme(unpacked: Buffer, at: number): boolean {
  const manifest = unpacked.lastIndexOf('manifest.json')
  const kontor = unpacked.indexOf('"kontor"', manifest)
  const exportedAt = unpacked.indexOf('"companies"', manifest)
  return at < unpacked.indexOf('log.jsonl\0') || (at > kontor && at < exportedAt)
}

test('something that is no archive is refused', async () => {
  const file = newFile()
  writeFileSync(file, 'PK\u0003\u0004 not this')
  await expectRefused(file, { kind: 'archive-broken' })
  writeFileSync(file, gzipSync('hello'))
  await expectRefused(file, { kind: 'archive-broken' })
  writeFileSync(file, gzipSync(Buffer.alloc(4096)))
  await expectRefused(file, { kind: 'archive-broken' })
  await expectRefused(join(folder, 'absent'), { kind: 'no-such-file' })
  await expectRefused(folder, { kind: 'no-such-file' })
})

test.each([
  '../../etc/passwd',
  '/etc/passwd',
  'rows/../x.jsonl',
  'rows/a.b.c.jsonl',
  'files/../../x',
  'rows/store.log.jsonl/',
])('an archive with an entry named %s is refused', async (name) => {
  await expectRefused(await pressed([{ header: { name }, content: Buffer.from('x') }, ...(await partsOf(good()))]), {
    kind: 'archive-broken',
  })
})

test.each(['symlink', 'link', 'directory', 'fifo', 'character-device'] as const)(
  'a %s in an archive is refused',
  async (type) => {
    const parts = await partsOf(good())
    const header = { name: 'log.jsonl', type, linkname: '/etc/passwd' }
    await expectRefused(await pressed([{ header, content: Buffer.alloc(0) }, ...parts]), { kind: 'archive-broken' })
  },
)

test('an archive that swells beyond its limits is refused before it has swollen', async () => {
  const bomb = newFile()
  writeFileSync(bomb, gzipSync(Buffer.alloc(50_000_000)))
  await expectRefused(bomb, { kind: 'archive-broken' }, { ...archiveLimits, totalBytes: 1_000_000 })
  const message = (what: string) => ({ kind: 'archive-broken', message: expect.stringContaining(what) as unknown })
  await expectRefused(good(), message('more than 3 entries'), { ...archiveLimits, entries: 3 })
  await expectRefused(good(), message('the limit is 10'), { ...archiveLimits, entryBytes: 10 })
  await expectRefused(good(), message('the limit is 2'), { ...archiveLimits, fileBytes: 2 })
  await expectRefused(good(), message('line of more than'), { ...archiveLimits, lineBytes: 20 })
  await expectRefused(good(), message('the limit is 5'), { ...archiveLimits, manifestBytes: 5 })
})

test('a changed, missing or doubled file is named', async () => {
  const message = (what: string) => ({ kind: 'archive-broken', message: expect.stringContaining(what) as unknown })
  const notesFile = 'rows/notes.notes.jsonl'
  await expectRefused(
    await forged(notesFile, (text) => text.replace('"one"', '"One"')),
    message(`${notesFile} was changed`),
  )
  const parts = await partsOf(good())
  const without = (name: string) => pressed(parts.filter(({ header }) => !header.name.startsWith(name)))
  await expectRefused(await without(notesFile), message('other files'))
  await expectRefused(await without('files/'), message('missing or too many'))
  await expectRefused(await pressed([parts[1]!, ...parts]), message('twice'))
  await expectRefused(
    await pressed([...parts, { header: { name: 'README.txt' }, content: Buffer.alloc(0) }]),
    message(''),
  )
})

test('a log whose lines were changed, dropped or swapped is refused, however careful the forger was', async () => {
  const expected = { kind: 'archive-broken', message: expect.stringContaining('log') as unknown }
  const changes: ((text: string) => string)[] = [
    (text) => text.replace('three', 'seven'),
    (text) => text.split('\n').slice(1).join('\n'),
    (text) => `${text.split('\n').slice(0, 2).join('\n')}\n`,
    (text) => `${text.split('\n').slice(0, 3).reverse().join('\n')}\n`,
    () => '',
  ]
  for (const change of changes) await expectRefused(await forged('log.jsonl', change, { honest: true }), expected)
})

test('rows of another company cannot be smuggled in', async () => {
  const other = await store().owner.query<{ id: string }>(`select 'cmp_' || repeat('0', 26) as id`)
  const smuggled = await forged('rows/notes.notes.jsonl', (text) => text.replace(opened.company!, other.rows[0]!.id), {
    honest: true,
  })
  await expectRefused(smuggled, { kind: 'archive-broken', message: expect.stringContaining('another company') })
})

test('rows that the tables do not take are refused with the reason', async () => {
  const change = (to: string) => forged('rows/notes.notes.jsonl', (text) => text.replace('"one"', to), { honest: true })
  await expectRefused(await change('"bad"'), { kind: 'restore-conflicts' })
  await expectRefused(await change('"two"'), { kind: 'restore-conflicts' })
  await expectRefused(await change('null'), { kind: 'restore-conflicts' })
  await expectRefused(await change('"on'), { kind: 'archive-broken' })
  const twoInOne = (text: string) => text.replace('\n', `},{"company_id":"${opened.company}","text":"x","number":2}\n`)
  await expectRefused(await forged('rows/notes.notes.jsonl', twoInOne, { honest: true }), { kind: 'archive-broken' })
})

test('an archive of another version says which version reads it', async () => {
  const elsewhere = await openTestStore([notes, { id: 'notes/0002-more', checksum: 'b', sql: 'select 1' }])
  expect(await restoreCompany(elsewhere, { file: good() })).toMatchObject({
    kind: 'archive-of-another-version',
    fix: expect.stringContaining('Kontor 0.1.0'),
    facts: { differing: ['notes/0002-more'] },
  })
})
