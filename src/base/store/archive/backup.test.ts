import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted, defineEvent, founder, realChance, simulatedClock, instant } from '#kernel'
import {
  archiveCompany,
  backUp,
  type CompanyId,
  type Connection,
  defineCommand,
  keepBlob,
  type Migration,
  openPool,
  openStore,
  restoreBackup,
  restoreCompany,
  storeMigrations,
  type Store,
  verifyLog,
} from '#store'
import { openTestStore, type TestStore } from '#testing'
import { afterAll, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { contentOf, readArchive } from './archive-reader.ts'
import { archiveLimits } from './limits.ts'

const notes: Migration = {
  id: 'notes/0001-notes',
  checksum: 'a',
  sql: `select store.open_room('notes');
    create table notes.notes (company_id text not null, text text not null, primary key (company_id, text));
    select store.protect('notes.notes');
    create table notes.z_shelves (name text primary key);
    create table notes.sessions (secret_hash text primary key);
    select store.leave_out('notes.sessions');
    create table notes.a_boxes (id serial primary key, shelf text not null references notes.z_shelves (name));`,
}
/** The shape of the engine's checkpoints, made by another hand than our migrations. */
const checkpoints = `create schema dbos;
  create table dbos.dbos_migrations (version bigint not null);
  create table dbos.workflow_status (workflow_uuid text primary key, status text, created_at bigint, inputs text);
  create table dbos.operation_outputs (workflow_uuid text not null references dbos.workflow_status (workflow_uuid),
    function_id int not null, output text, primary key (workflow_uuid, function_id));`
const noted = defineEvent<{ text: string }>('notes.note-written')
const write = defineCommand({
  name: 'notes.write',
  summary: 'Writes a note and keeps it as a file',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  async run(tx, { text }) {
    await tx.rows('insert into notes.notes values ($1, $2)', [tx.company, text])
    tx.append(noted, { text })
    return keepBlob(tx, { content: Buffer.from(text), contentType: 'text/plain' })
  },
})

const folder = mkdtempSync(join(tmpdir(), 'kontor-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const newFile = () => join(folder, `${++count}.tar.gz`)

async function entriesOf(file: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  await readArchive({ file, limits: archiveLimits }, async (entry) => {
    found.set(entry.name, (await contentOf(entry)).toString('latin1'))
  })
  return found
}

async function filled(store: Store, newCompany: () => Promise<CompanyId>): Promise<CompanyId[]> {
  await store.owner.query(`insert into store.installation values ('id', '"ins_1"')`)
  await store.subscribe(['notes.note-written'])
  await store.owner.query(checkpoints)
  await store.owner
    .query(`insert into notes.z_shelves values ('top'); insert into notes.a_boxes (shelf) values ('top'), ('top');
    insert into dbos.workflow_status values ('w1', 'PENDING', 9007199254740993, '{"json":[null]}');
    insert into dbos.operation_outputs values ('w1', 0, null), ('w1', 1, '"done"')`)
  const companies = [await newCompany(), await newCompany(), await newCompany()]
  for (const company of companies.slice(0, 2))
    for (const text of ['one', `of ${company}`])
      accepted(await store.execute(write, { company, input: { text }, actor: founder, key: text }))
  return companies
}

async function prepared(): Promise<TestStore> {
  const store = await openTestStore([notes])
  await store.owner.query(checkpoints)
  return store
}

test('a whole installation comes back from its backup, with pending runs, settings and every log', async () => {
  const from = await openTestStore([notes])
  const companies = await filled(from, () => from.company())
  const file = newFile()
  expect(accepted(await backUp(from, { out: file, kontor: '0.1.0' }))).toMatchObject({ companies: 3, files: 4 })
  const to = await prepared()
  await to.owner.query(`insert into store.installation values ('id', '"of the new one"')`)
  expect(accepted(await restoreBackup(to, { file }))).toMatchObject({ companies: 3, files: 4 })
  const again = newFile()
  accepted(await backUp(to, { out: again, kontor: '0.1.0' }))
  expect(await entriesOf(again)).toEqual(await entriesOf(file))
  for (const company of companies) expect(await to.read(company, verifyLog)).toMatchObject({ ok: true })
  const box = await to.owner.query(`insert into notes.a_boxes (shelf) values ('top') returning id`)
  expect(box.rows).toEqual([{ id: 3 }])
  const twin = { company: companies[0]!, input: { text: 'one' }, actor: founder, key: 'one' }
  expect(await to.execute(write, twin)).toMatchObject({ replayed: true })
})

test('sessions and other things that open doors stay out of a backup', async () => {
  const from = await openTestStore([notes])
  await from.owner.query("insert into notes.sessions values ('hash of a session')")
  const [file, to] = [newFile(), await openTestStore([notes])]
  accepted(await backUp(from, { out: file, kontor: '0.1.0' }))
  expect([...(await entriesOf(file)).values()].join('')).not.toContain('hash of a session')
  await to.owner.query("insert into notes.sessions values ('of the new one')")
  accepted(await restoreBackup(to, { file }))
  expect((await to.owner.query('select secret_hash from notes.sessions')).rows).toEqual([
    { secret_hash: 'of the new one' },
  ])
})

test('a backup goes into an empty installation of the same version only', async () => {
  const from = await openTestStore([notes])
  await filled(from, () => from.company())
  const file = newFile()
  accepted(await backUp(from, { out: file, kontor: '0.1.0' }))
  expect(await restoreBackup(from, { file })).toMatchObject({ kind: 'installation-not-empty' })
  const other = await openTestStore([notes, { id: 'notes/0002-more', checksum: 'b', sql: 'select 1' }])
  expect(await restoreBackup(other, { file })).toMatchObject({ kind: 'archive-of-another-version' })
  const fresh = await openTestStore([notes])
  expect(await restoreBackup(fresh, { file })).toMatchObject({ kind: 'table-missing' })
  expect(await restoreCompany(fresh, { file })).toMatchObject({ kind: 'archive-broken' })
  const single = newFile()
  const company = await fresh.company()
  accepted(await archiveCompany(fresh, { company, out: single, kontor: '0.1.0' }))
  expect(await restoreBackup(other, { file: single })).toMatchObject({ kind: 'archive-broken' })
  expect((await other.owner.query('select from store.companies')).rowCount).toBe(0)
})

test('a backup that fails half-way leaves the new installation as it was', async () => {
  const from = await openTestStore([notes])
  await filled(from, () => from.company())
  const file = newFile()
  accepted(await backUp(from, { out: file, kontor: '0.1.0' }))
  const to = await prepared()
  await to.owner.query(`insert into store.installation values ('id', '"of the new one"')`)
  await to.owner.query(`alter table notes.notes add check (text not like 'of %')`)
  expect(await restoreBackup(to, { file })).toMatchObject({ kind: 'restore-conflicts' })
  expect((await to.owner.query('select value from store.installation')).rows).toEqual([{ value: 'of the new one' }])
  expect((await to.owner.query('select from store.companies')).rowCount).toBe(0)
})

test('an owner who is no superuser, as on a hosted PostgreSQL, backs up and restores the same', async () => {
  const server = inject('server')
  const admin = openPool(server, { size: 1 })
  const user = `owner_${randomBytes(6).toString('hex')}`
  await admin.query(`create role ${user} login createrole; grant kontor_app to ${user} with admin option`)
  const databases: string[] = []
  const stores: Store[] = []
  const open = async (): Promise<Store> => {
    const database = `t_${randomBytes(8).toString('hex')}`
    await admin.query(`create database ${database} owner ${user}`)
    databases.push(database)
    const connection: Connection = { ...server, user, database }
    const clock = simulatedClock(instant('2026-10-01T08:00:00Z'))
    const migrations = [...storeMigrations, notes]
    const store = accepted(await openStore({ connection, migrations, clock, chance: realChance() }))
    stores.push(store)
    return store
  }
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()))
    for (const database of databases) await admin.query(`drop database ${database} with (force)`)
    await admin.query(`drop role ${user}`)
    await admin.end()
  })
  const [from, to, third] = [await open(), await open(), await open()]
  let serial = 0
  const newCompany = async (): Promise<CompanyId> => {
    const company = `cmp_${String(++serial).padStart(26, '0')}` as CompanyId
    await from.installation((rows) => rows('insert into store.companies (company_id) values ($1)', [company]))
    return company
  }
  const [company] = await filled(from, newCompany)
  await to.owner.query(checkpoints)
  const [file, again, single] = [newFile(), newFile(), newFile()]
  accepted(await backUp(from, { out: file, kontor: '0.1.0' }))
  expect(accepted(await restoreBackup(to, { file }))).toMatchObject({ companies: 3, files: 4 })
  accepted(await backUp(to, { out: again, kontor: '0.1.0' }))
  expect(await entriesOf(again)).toEqual(await entriesOf(file))
  accepted(await archiveCompany(to, { company: company!, out: single, kontor: '0.1.0' }))
  accepted(await restoreCompany(third, { file: single }))
  expect(await third.read(company!, verifyLog)).toMatchObject({ ok: true, lines: 2 })
})
