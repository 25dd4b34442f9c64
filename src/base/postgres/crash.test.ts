import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { isRefusal } from '#kernel'
import type { Cluster, ClusterExit } from './cluster.ts'
import { dataFolder, dropTemplate, open, openElsewhere, rows, scratchFolder } from './fixture.ts'
import { limits } from './limits.ts'
import { describeOwner } from './owner.ts'
import { markOf, readPostmasterFile, serversByTitle, serversOn } from './processes.ts'

afterAll(dropTemplate)

/** A living process that has nothing to do with PostgreSQL. */
function stranger(): number {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid ?? 0
}

function nextExit(cluster: Cluster): Promise<ClusterExit> {
  return new Promise((resolve) => cluster.onExit(resolve))
}

const write = "CREATE TABLE kept AS SELECT 'committed' AS state"
const read = 'SELECT state FROM kept'
const committed = [{ state: 'committed' }]

describe('when Kontor is killed', () => {
  it.runIf(process.platform === 'linux')(
    'its server ends too, and the next start finds everything committed',
    async () => {
      const folder = await dataFolder()
      const other = openElsewhere(folder)
      const { connection } = await other.line()
      await rows(connection as Cluster['connection'], write)
      other.child.kill('SIGKILL')
      await other.gone
      await expect.poll(() => serversOn(join(folder, 'cluster')), { timeout: 10_000 }).toEqual([])
      const next = await open({ folder })
      expect(await rows(next.connection, read)).toEqual(committed)
      expect(readPostmasterFile(join(folder, 'cluster'))?.pid).toBe(next.pid)
    },
  )

  it.runIf(process.platform === 'linux')(
    'and its server lives on as an orphan, the next start takes its place',
    async () => {
      const folder = await dataFolder()
      // Without setpriv nothing ties the server's life to Kontor's.
      const programs = join(scratchFolder(), 'bin')
      mkdirSync(programs)
      for (const name of ['sh', 'unshare', 'test']) symlinkSync(`/usr/bin/${name}`, join(programs, name))
      const other = openElsewhere(folder, { env: { PATH: programs } })
      const { pid, connection } = await other.line()
      await rows(connection as Cluster['connection'], write)
      other.child.kill('SIGKILL')
      await other.gone
      expect(serversOn(join(folder, 'cluster'))[0]).toBe(pid)
      expect(describeOwner(folder)).toBeUndefined()
      const next = await open({ folder })
      expect(markOf(Number(pid))).toBeUndefined()
      expect(await rows(next.connection, read)).toEqual(committed)
    },
  )
})

describe('when PostgreSQL is killed', () => {
  it('it is started again at the same address, with everything committed', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    const { pid } = cluster
    await rows(cluster.connection, write)
    const exit = nextExit(cluster)
    process.kill(pid, 'SIGKILL')
    const { signal, code, restarted } = await exit
    expect([signal, code]).toContain('SIGKILL')
    expect(await restarted).toEqual({ pid: cluster.pid })
    expect(cluster.pid).not.toBe(pid)
    expect(await rows(cluster.connection, read)).toEqual(committed)
  })

  it('a busy child that outlives it and holds its memory is ended first', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    const busy = expect(rows(cluster.connection, 'SELECT count(*) FROM generate_series(1, 1e12)')).rejects.toThrow()
    const active = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%1e12%' AND pid <> pg_backend_pid()"
    await expect.poll(() => rows(cluster.connection, active)).toHaveLength(1)
    const [{ pid: child } = {}] = await rows(cluster.connection, active)
    const exit = nextExit(cluster)
    process.kill(cluster.pid, 'SIGKILL')
    expect(await (await exit).restarted).toEqual({ pid: cluster.pid })
    expect(markOf(Number(child))).toBeUndefined()
    await busy
  })

  it('and cannot start again, the attempts end with the reason', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    const control = join(folder, 'cluster', 'global', 'pg_control')
    const exit = nextExit(cluster)
    process.kill(cluster.pid, 'SIGKILL')
    renameSync(control, `${control}.away`)
    const outcome = await (await exit).restarted
    expect(outcome).toMatchObject({ kind: 'postgres-keeps-dying' })
    expect(isRefusal(outcome) && outcome.message).toContain(`${limits.restarts} restarts`)
    await cluster.stop()
    renameSync(`${control}.away`, control)
    await open({ folder })
  })

  it('while it is asked to stop, it stays stopped', async () => {
    const folder = await dataFolder()
    const cluster = await open({ folder })
    process.kill(cluster.pid, 'SIGKILL')
    await Promise.all([cluster.stop(), cluster.stop()])
    expect(serversOn(join(folder, 'cluster'))).toEqual([])
  })
})

describe('a number left behind by the dead', () => {
  it('in postmaster.pid and the socket lock does not block the start, and its new bearer is left in peace', async () => {
    const folder = await dataFolder()
    const pid = stranger()
    const cluster = join(folder, 'cluster')
    const lock = `${pid}\n${cluster}\n1700000000\n5432\n${join(folder, 'run')}\n\n  1234567    123456\nready   \n`
    writeFileSync(join(cluster, 'postmaster.pid'), lock, { mode: 0o600 })
    mkdirSync(join(folder, 'run'), { mode: 0o700 })
    writeFileSync(join(folder, 'run', '.s.PGSQL.5432.lock'), lock, { mode: 0o600 })
    await open({ folder })
    expect(markOf(pid)).toBeDefined()
  })

  it('in the owner file does not block the start either', async () => {
    const folder = await dataFolder()
    const pid = stranger()
    writeFileSync(join(folder, 'owner-41'), JSON.stringify({ pid, mark: 'another-boot/1' }))
    await open({ folder })
    expect(describeOwner(folder)?.pid).toBe(process.pid)
  })

  it('wins nobody two owners: of several processes that find it at once, one opens the folder', async () => {
    const folder = await dataFolder()
    writeFileSync(join(folder, 'owner-7'), JSON.stringify({ pid: stranger(), mark: 'another-boot/1' }))
    const outcomes = await Promise.all([1, 2, 3].map(() => openElsewhere(folder).line()))
    expect(outcomes.filter((outcome) => 'pid' in outcome)).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome['kind'] === 'data-folder-in-use')).toHaveLength(2)
  })
})

describe('recovery', () => {
  it('that takes its time is waited for, and no second server is started beside it', async () => {
    const folder = await dataFolder()
    const cluster = join(folder, 'cluster')
    const archived = { wal_level: 'replica' }
    const first = await open({ folder, settings: archived })
    await rows(first.connection, write)
    await first.stop()
    // Each file that recovery asks the archive for takes a while, and then is not there.
    writeFileSync(join(cluster, 'recovery.signal'), '')
    const slow = { ...archived, restore_command: 'sleep 0.3; exit 1', recovery_target_timeline: 'current' }
    const opening = open({ folder, settings: slow })
    await expect.poll(() => readPostmasterFile(cluster)?.ready, { interval: 5 }).toBe(false)
    const { pid } = readPostmasterFile(cluster) ?? {}
    const second = await opening
    expect(second.pid).toBe(pid)
    expect(await rows(second.connection, read)).toEqual(committed)
  })
})

describe('the processes of a cluster', () => {
  it('are the same seen by their folder and by their title, postmaster first', async () => {
    const folder = await dataFolder()
    const { pid } = await open({ folder })
    const cluster = join(folder, 'cluster')
    const byFolder = serversOn(cluster)
    expect(byFolder[0]).toBe(pid)
    const byTitle = serversByTitle(cluster).map((server) => server.pid)
    expect(new Set(byTitle)).toEqual(new Set(byFolder))
    expect(readFileSync(join(cluster, 'postmaster.pid'), 'utf8')).toContain(String(pid))
  })
})
