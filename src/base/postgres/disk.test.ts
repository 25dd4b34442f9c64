import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openCluster } from './cluster.ts'
import { dataFolder, dropTemplate, mountSmall, open, rows } from './fixture.ts'

afterAll(dropTemplate)

/** Fills what is left of a file system; the file's name is returned. */
function fill(folder: string): string {
  const file = join(folder, 'filler')
  spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4k'], { stdio: 'ignore' })
  return file
}

describe('a full disk', () => {
  it('at the first start is named as the reason, and nothing half-made stays', async ({ skip }) => {
    const mount = mountSmall('size=12m') ?? skip('needs root that may mount')
    const folder = join(mount, 'data')
    expect(await openCluster({ folder })).toMatchObject({
      kind: 'disk-full',
      message: expect.stringContaining(folder) as string,
      fix: expect.stringContaining('Free some space') as string,
    })
    expect(readdirSync(folder).filter((entry) => entry.startsWith('cluster'))).toEqual([])
  })

  it('at a later start is named as the reason, and freeing space is all it takes', async ({ skip }) => {
    const mount = mountSmall('size=128m') ?? skip('needs root that may mount')
    const folder = await dataFolder(mount)
    const first = await open({ folder })
    await rows(first.connection, 'CREATE TABLE kept AS SELECT 1 AS one')
    await first.stop()
    const filler = fill(mount)
    expect(await openCluster({ folder })).toMatchObject({ kind: 'disk-full' })
    rmSync(filler)
    const second = await open({ folder })
    expect(await rows(second.connection, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  })

  it('while at work fails the statement and not what was committed before', async ({ skip }) => {
    const mount = mountSmall('size=128m') ?? skip('needs root that may mount')
    const folder = await dataFolder(mount)
    const { connection } = await open({ folder })
    await rows(connection, 'CREATE TABLE kept AS SELECT 1 AS one')
    const filler = fill(mount)
    const much = "CREATE TABLE much AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)"
    await expect(rows(connection, much)).rejects.toThrow(/No space left on device/)
    rmSync(filler)
    await expect.poll(() => rows(connection, 'SELECT one FROM kept').catch(String)).toEqual([{ one: 1 }])
  })
})

describe('a read-only file system', () => {
  it('is named as the reason', async ({ skip }) => {
    const mount = mountSmall('size=1m') ?? skip('needs root that may mount')
    mkdirSync(join(mount, 'data'))
    if (spawnSync('/bin/mount', ['-o', 'remount,ro', mount]).status !== 0) skip('needs root that may mount')
    for (const folder of [join(mount, 'data'), join(mount, 'new')]) {
      expect(await openCluster({ folder })).toMatchObject({
        kind: 'data-folder-read-only',
        fix: expect.stringContaining('--data') as string,
      })
    }
  })

  it('is not confused with a folder below a file', async ({ skip }) => {
    const mount = mountSmall('size=1m') ?? skip('needs root that may mount')
    writeFileSync(join(mount, 'file'), '')
    expect(await openCluster({ folder: join(mount, 'file', 'data') })).toMatchObject({ kind: 'not-a-folder' })
  })
})
