import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { isRefusal } from '#kernel'
import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import {
  dataFolder,
  dropTemplate,
  isRoot,
  likeInContainer,
  nobody,
  open,
  openElsewhere,
  packageFolder,
  readableByNobody,
  rows,
  scratchFolder,
} from './fixture.ts'

afterAll(dropTemplate)

/** The package as npm leaves it when install scripts are blocked: without its links. */
function freshPackage(): string {
  // Not in memory, which is often mounted noexec.
  const folder = join(scratchFolder(realpathSync(tmpdir())), 'package')
  execFileSync('cp', ['-Rp', packageFolder, folder])
  for (const link of readdirSync(join(folder, 'native', 'lib'), { withFileTypes: true })) {
    if (link.isSymbolicLink()) execFileSync('rm', [join(folder, 'native', 'lib', link.name)])
  }
  return folder
}

/** Makes a folder read-only, for root too; false where that is not possible. */
function readOnly(folder: string): boolean {
  if (!isRoot || spawnSync('/bin/mount', ['--bind', folder, folder]).status !== 0) return false
  onTestFinished(() => void spawnSync('/bin/umount', [folder]))
  return spawnSync('/bin/mount', ['-o', 'remount,bind,ro', folder]).status === 0
}

const linux = process.platform === 'linux'
const one = [{ one: 1 }]

describe('the binaries', () => {
  it('run under a private home although the install script was blocked, and their links are made once', async () => {
    const folder = await dataFolder()
    const own = freshPackage()
    expect([dirname(folder), dirname(own)].map((home) => statSync(home).mode & 0o777)).toEqual([0o700, 0o700])
    const { connection } = await open({ folder, packageFolder: own })
    expect(await rows(connection, 'SELECT 1 AS one')).toEqual(one)
    const link = join(own, 'native', 'lib', 'libpq.so.5')
    const { ino } = statSync(link)
    expect(findBinaries('/unused', own)).toEqual({ native: join(own, 'native') })
    expect(statSync(link).ino).toBe(ino)
    expect(readlinkSync(link)).not.toContain('/')
  })

  it('run from a read-only package, with their links in the data folder', async ({ skip }) => {
    const folder = await dataFolder()
    const own = freshPackage()
    if (!readOnly(own)) skip('needs root that may mount')
    const { connection } = await open({ folder, packageFolder: own })
    expect(await rows(connection, 'SELECT 1 AS one')).toEqual(one)
    expect(readdirSync(join(folder, 'lib'))).toContain('libpq.so.5')
  })

  it('that are not installed are named, with the two ways out', async () => {
    const refused = await openCluster({ folder: scratchFolder(), packageFolder: '/nowhere' })
    expect(refused).toMatchObject({ kind: 'no-postgres-binaries' })
    expect(isRefusal(refused) && refused.fix).toMatch(/npm install .* DATABASE_URL/)
  })

  it('that do not run on this machine are named', async () => {
    const own = freshPackage()
    chmodSync(join(own, 'native', 'bin', 'postgres'), 0o600)
    const refused = await openCluster({ folder: await dataFolder(), packageFolder: own })
    expect(refused).toMatchObject({ kind: 'postgres-binaries-do-not-run' })
  })
})

describe.runIf(isRoot && linux)('root', () => {
  it('keeps its files while the server does not run as root', async () => {
    const folder = await dataFolder()
    const { pid } = await open({ folder })
    expect(statSync(join(folder, 'cluster')).uid).toBe(0)
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^CapEff:\s+0+$/m)
    expect(readlinkSync(`/proc/${pid}/ns/user`)).not.toBe(readlinkSync('/proc/self/ns/user'))
  })

  it('opens the folder of an ordinary user as that user, who keeps it', async () => {
    const parent = scratchFolder()
    chmodSync(parent, 0o755)
    const folder = await dataFolder(parent)
    execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, folder])
    const { pid, connection } = await open({ folder })
    expect(statSync(`/proc/${pid}`).uid).toBe(nobody.uid)
    expect(await rows(connection, 'SELECT 1 AS one')).toEqual(one)
    expect(statSync(join(folder, 'cluster', 'postmaster.pid')).uid).toBe(nobody.uid)
  })
})

describe.runIf(isRoot && linux)('root of a container without user namespaces', () => {
  it('hands a folder that nobody can reach over to nobody', async () => {
    const parent = scratchFolder()
    chmodSync(parent, 0o755)
    const folder = await dataFolder(parent)
    const shared = sharedFolder()
    const inside = openElsewhere(folder, { prefix: likeInContainer(shared) })
    const { pid } = await inside.line()
    expect(statSync(`/proc/${String(pid)}`).uid).toBe(nobody.uid)
    expect(statSync(join(folder, 'cluster')).uid).toBe(nobody.uid)
    expect(readdirSync(folder)).not.toContain('home')
    await ended(inside)
  })

  it('moves data from under a private home to where nobody can reach it, and finds it there again', async () => {
    const folder = await dataFolder()
    const first = await open({ folder })
    await rows(first.connection, 'CREATE TABLE kept AS SELECT 1 AS one')
    await first.stop()
    const shared = sharedFolder()
    for (const _ of ['first', 'again']) {
      const inside = openElsewhere(folder, { prefix: likeInContainer(shared) })
      const { pid, connection } = (await inside.line()) as { pid: number; connection: { host: string } }
      expect(statSync(`/proc/${pid}`).uid).toBe(nobody.uid)
      expect(existsSync(join(folder, 'cluster'))).toBe(false)
      // The same folder, as it is called out here.
      const host = connection.host.replace('/var/lib', shared)
      expect(await rows({ ...first.connection, host }, 'SELECT one FROM kept')).toEqual(one)
      await ended(inside)
    }
    expect(readlinkSync(join(folder, 'home'))).toMatch(/^\/var\/lib\/kontor\/data-/)
  })
})

describe('an ordinary user', () => {
  it.runIf(readableByNobody())('needs nothing but a folder of its own', async () => {
    const parent = scratchFolder()
    chownSync(parent, nobody.uid, nobody.gid)
    const folder = join(parent, 'data')
    const other = openElsewhere(folder, { ...nobody, env: { HOME: parent, TMPDIR: parent } })
    const { pid } = await other.line()
    expect(statSync(`/proc/${String(pid)}`).uid).toBe(nobody.uid)
    expect(statSync(join(folder, 'cluster')).uid).toBe(nobody.uid)
    await ended(other)
  })

  it.runIf(readableByNobody())('is told when the folder belongs to somebody else', async () => {
    const parent = scratchFolder()
    chmodSync(parent, 0o755)
    const outcome = await openElsewhere(join(parent, 'data'), { ...nobody, env: { HOME: '/', TMPDIR: '/tmp' } }).line()
    expect(outcome).toMatchObject({ kind: 'data-folder-not-writable', fix: expect.stringContaining('chown') as string })
  })
})

async function ended({ child, gone }: ReturnType<typeof openElsewhere>): Promise<void> {
  child.kill('SIGTERM')
  expect(await gone).toEqual([0, null])
}

function sharedFolder(): string {
  const shared = join(scratchFolder(), 'var-lib')
  mkdirSync(shared)
  return shared
}
