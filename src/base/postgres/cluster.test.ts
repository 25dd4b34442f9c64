import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isRefusal } from '#kernel'
import { attachCluster } from './attach.ts'
import { openCluster } from './cluster.ts'
import { dataFolder, dropTemplate, open, openElsewhere, rows, scratchFolder } from './fixture.ts'
import { describeOwner } from './owner.ts'
import { serversOn } from './processes.ts'

afterAll(dropTemplate)

describe('a data folder', () => {
  it('that does not exist yet becomes a private UTF-8 database on a private socket', async () => {
    const folder = join(scratchFolder(), 'new', 'data')
    const { connection } = await open({ folder })
    const [settings] = await rows(
      connection,
      `SELECT current_user AS me, current_database() AS database, current_setting('fsync') AS fsync,
              current_setting('listen_addresses') AS tcp, datlocprovider AS provider, datlocale AS locale,
              pg_encoding_to_char(encoding) AS encoding, current_setting('data_checksums') AS checksums
       FROM pg_database WHERE datname = current_database()`,
    )
    expect(settings).toEqual({
      me: 'kontor_owner',
      database: 'kontor',
      fsync: 'on',
      tcp: '',
      provider: 'b',
      locale: 'C.UTF-8',
      encoding: 'UTF8',
      checksums: 'on',
    })
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
  })

  it('keeps what was written over a stop, which leaves no process and no socket behind', async () => {
    const folder = await dataFolder()
    const first = await open({ folder })
    await rows(first.connection, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    expect(serversOn(join(folder, 'cluster'))).toEqual([])
    expect(existsSync(first.connection.host)).toBe(false)
    const second = await open({ folder })
    expect(await rows(second.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('is stopped also while a client is in the middle of a long query', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    const busy = expect(rows(cluster.connection, 'SELECT count(*) FROM generate_series(1, 1e12)')).rejects.toThrow()
    await cluster.stop()
    await busy
    expect(serversOn(join(folder, 'cluster'))).toEqual([])
  })

  it.each([
    ['of more than 107 bytes', 'x'.repeat(120)],
    ['with spaces, commas, quotes and umlauts', `my "first", 'größte' firm`],
  ])('may have a path %s', async (_, name) => {
    const folder = await dataFolder(join(scratchFolder(), name))
    const cluster = await open({ folder })
    const { host } = cluster.connection
    expect(await rows(cluster.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(statSync(host).mode & 0o777).toBe(0o700)
    await cluster.stop()
    expect(existsSync(host)).toBe(false)
  })
})

describe('a folder that is not ours', () => {
  it('is refused and left as it was', async () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'thesis.odt'), 'years of work')
    expect(await openCluster({ folder })).toMatchObject({ kind: 'not-a-data-folder' })
    expect(readdirSync(folder)).toEqual(['thesis.odt'])
  })

  it('is refused when its cluster is not one, or only half of one', async () => {
    const folder = scratchFolder()
    mkdirSync(join(folder, 'cluster'))
    writeFileSync(join(folder, 'cluster', 'stray'), '')
    expect(await openCluster({ folder })).toMatchObject({ kind: 'not-a-data-folder' })
    writeFileSync(join(folder, 'cluster', 'PG_VERSION'), '18\n')
    expect(await openCluster({ folder })).toMatchObject({ kind: 'not-a-data-folder' })
    expect(readdirSync(join(folder, 'cluster'))).toEqual(['PG_VERSION', 'stray'])
  })

  it('is refused when another PostgreSQL made it, with both versions named', async () => {
    const folder = await dataFolder()
    writeFileSync(join(folder, 'cluster', 'PG_VERSION'), '16\n')
    const refused = await openCluster({ folder })
    expect(refused).toMatchObject({ kind: 'data-of-another-postgres', facts: { found: '16', needed: '18' } })
  })

  it('is refused when its path holds a line break', async () => {
    const folder = join(scratchFolder(), 'two\nlines')
    expect(await openCluster({ folder })).toMatchObject({ kind: 'not-a-data-folder' })
  })

  it('is refused when a file stands in its place', async () => {
    const file = join(scratchFolder(), 'file')
    writeFileSync(file, '')
    expect(await openCluster({ folder: file })).toMatchObject({ kind: 'not-a-folder' })
  })

  it('is refused, and not made anew, when the data was moved to a place that is gone', async () => {
    const folder = scratchFolder()
    symlinkSync('/nowhere/at/all', join(folder, 'home'))
    expect(await openCluster({ folder })).toMatchObject({ kind: 'data-gone' })
  })
})

describe('a first start that was cut short', () => {
  it('leaves remains that the next start removes', async () => {
    const folder = scratchFolder()
    mkdirSync(join(folder, 'cluster.new-1'))
    writeFileSync(join(folder, 'cluster.new-1', 'PG_VERSION'), '18\n')
    mkdirSync(join(folder, 'cluster'))
    const { connection } = await open({ folder })
    expect(await rows(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(readdirSync(folder).filter((entry) => entry.startsWith('cluster'))).toEqual(['cluster'])
  })

  it('may be killed in the middle, and the next start makes a whole cluster', async () => {
    const folder = join(scratchFolder(), 'data')
    const other = openElsewhere(folder)
    await expect
      .poll(() => existsSync(folder) && readdirSync(folder).join(), { timeout: 20_000 })
      .toContain('cluster.new-')
    other.child.kill('SIGKILL')
    await other.gone
    const { connection } = await open({ folder })
    expect(await rows(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(readdirSync(folder).filter((entry) => entry.startsWith('cluster'))).toEqual(['cluster'])
  })

  it('before its database was made gets the database at the next start', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    await rows({ ...cluster.connection, database: 'postgres' }, 'DROP DATABASE kontor')
    await cluster.stop()
    const again = await open({ folder })
    expect(await rows(again.connection, 'SELECT current_database() AS name')).toEqual([{ name: 'kontor' }])
  })
})

describe('the owner of a data folder', () => {
  it('is one process: the second is told who the first is', async () => {
    const folder = await dataFolder()
    const other = openElsewhere(folder)
    const { pid, connection } = await other.line()
    expect(await openCluster({ folder })).toMatchObject({
      kind: 'data-folder-in-use',
      message: expect.stringContaining(`process ${other.child.pid}`) as string,
      facts: { pid: other.child.pid },
    })
    expect(describeOwner(folder)?.pid).toBe(other.child.pid)
    expect(attachCluster(folder)).toEqual(connection)
    expect(serversOn(join(folder, 'cluster'))[0]).toBe(pid)
    other.child.kill('SIGTERM')
    expect(await other.gone).toEqual([0, null])
    expect(describeOwner(folder)).toBeUndefined()
    expect(attachCluster(folder)).toMatchObject({ kind: 'data-folder-not-open' })
    await open({ folder })
  })

  it('may not open its own folder twice', async () => {
    const folder = await dataFolder()
    await open({ folder })
    expect(await openCluster({ folder })).toMatchObject({ kind: 'data-folder-in-use', facts: { pid: process.pid } })
  })

  it('gives the folder back when opening it was refused', async () => {
    const folder = await dataFolder()
    expect(await openCluster({ folder, packageFolder: '/nowhere' })).toMatchObject({ kind: 'no-postgres-binaries' })
    expect(describeOwner(folder)).toBeUndefined()
  })

  it('is told what PostgreSQL said when it does not start', async () => {
    const folder = await dataFolder()
    const refused = await openCluster({ folder, settings: { shared_buffers: 'plenty' } })
    expect(refused).toMatchObject({ kind: 'postgres-did-not-start' })
    expect(isRefusal(refused) && JSON.stringify(refused.facts)).toContain('shared_buffers')
  })

  it('is told that a cluster with damaged control data does not start', async () => {
    const folder = await dataFolder()
    copyFileSync(join(folder, 'cluster', 'postgresql.conf'), join(folder, 'cluster', 'global', 'pg_control'))
    expect(await openCluster({ folder })).toMatchObject({ kind: 'postgres-did-not-start' })
    expect(readFileSync(join(folder, 'cluster', 'PG_VERSION'), 'utf8')).toBe('18\n')
  })
})
