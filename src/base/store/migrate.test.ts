import { randomBytes } from 'node:crypto'
import { accepted, instant, isRefusal, realChance, simulatedClock } from '#kernel'
import { type Connection, type Migration, openPool, openStore, type Store, storeMigrations } from '#store'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

const first: Migration = { id: 'notes/0001-notes', checksum: 'a', sql: "select store.open_room('notes')" }
const second: Migration = { id: 'notes/0002-more', checksum: 'b', sql: 'create table notes.more (n int)' }

const opened: Store[] = []
const databases: string[] = []
const admin = { pool: undefined as ReturnType<typeof openPool> | undefined }
beforeAll(() => {
  admin.pool = openPool(inject('server'), { size: 1 })
})
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()))
  for (const database of databases) await admin.pool?.query(`drop database ${database} with (force)`)
  await admin.pool?.end()
})

async function emptyDatabase(): Promise<Connection> {
  const database = `t_${randomBytes(8).toString('hex')}`
  await admin.pool?.query(`create database ${database}`)
  databases.push(database)
  return { ...inject('server'), database }
}

const clock = simulatedClock(instant('2026-10-01T08:00:00Z'))
async function start(connection: Connection, migrations: readonly Migration[]) {
  const all = [...storeMigrations, ...migrations]
  const store = await openStore({ connection, migrations: all, clock, chance: realChance(), poolSize: 2 })
  if (!isRefusal(store)) opened.push(store)
  return store
}
const applied = async (store: Store) =>
  (await store.owner.query<{ id: string }>('select id from store.migrations order by position')).rows.map(
    ({ id }) => id,
  )

test('nodes that start at once on an empty database make its tables once', async () => {
  const connection = await emptyDatabase()
  const nodes = await Promise.all([1, 2, 3, 4].map(() => start(connection, [first, second])))
  const expected = [...storeMigrations, first, second].map(({ id }) => id)
  for (const node of nodes) expect(await applied(accepted(node))).toEqual(expected)
})

test('a later version adds its own tables, and a start without news changes nothing', async () => {
  const connection = await emptyDatabase()
  accepted(await start(connection, [first]))
  accepted(await start(connection, [first, second]))
  const again = accepted(await start(connection, [first, second]))
  expect((await applied(again)).slice(-2)).toEqual([first.id, second.id])
})

test('a migration that was changed after it had been applied is refused by name', async () => {
  const connection = await emptyDatabase()
  accepted(await start(connection, [first]))
  expect(await start(connection, [{ ...first, checksum: 'other' }, second])).toMatchObject({
    kind: 'migration-changed',
    facts: { migration: first.id },
  })
})

test('an older version refuses a database that a newer one has changed, and leaves it alone', async () => {
  const connection = await emptyDatabase()
  const newer = accepted(await start(connection, [first, second]))
  expect(await start(connection, [first])).toMatchObject({
    kind: 'database-is-newer',
    facts: { migrations: [second.id] },
  })
  expect((await applied(newer)).at(-1)).toBe(second.id)
})

test('migrations are applied together or not at all', async () => {
  const connection = await emptyDatabase()
  accepted(await start(connection, [first]))
  const bad = { id: 'notes/0003-bad', checksum: 'c', sql: 'create table notes.half (n int); select 1 / 0' }
  await expect(start(connection, [first, second, bad])).rejects.toThrow('division by zero')
  const store = accepted(await start(connection, [first]))
  expect(await applied(store)).not.toContain(second.id)
  expect(
    (await store.owner.query("select to_regclass('notes.more') as more, to_regclass('notes.half') as half")).rows,
  ).toEqual([{ more: null, half: null }])
})
