import { execFileSync, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { type Refusal, refuse } from '#kernel'
import { type Binaries, copyBinaries } from './binaries.ts'
import { useDatabaseUrl } from './failure.ts'
import { limits } from './limits.ts'
import { ownerOf, type Place, placeOf, type User } from './place.ts'

/** How the server's programs are started, so that PostgreSQL, which refuses root, never sees root. */
export type Launch = {
  readonly binaries: Binaries
  readonly place: Place
  readonly prefix: readonly string[]
  /** Set when root hands the server to another user. */
  readonly user?: User
}

const nobody: User = { uid: 65_534, gid: 65_534 }
/** Where root keeps what `nobody` must reach, when a data folder lies under somebody's private home. */
const sharedFolder = '/var/lib/kontor'

/** Runs as nobody inside, and stays the caller outside: files stay the caller's, also under a private home. */
const namespace = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`]
/** A server whose Kontor is killed shuts down by itself. Where there is no setpriv, the next start stops it. */
const leash = ['setpriv', '--pdeathsig', 'INT', '--']

/** Tries, best first, the ways to start PostgreSQL here; each is proven by a trial run before it is used. */
export function chooseLaunch(place: Place, binaries: Binaries): Launch | Refusal {
  const direct: Launch = { place, binaries, prefix: [] }
  if (process.getuid?.() !== 0) return tried(direct) ?? cannotRun(direct)
  const owner = ownerOf(place.home)
  const inNamespace = owner.uid === 0 ? tried({ ...direct, prefix: namespace }) : undefined
  if (inNamespace) return inNamespace
  // Before anything is copied or handed over: programs that do not even print their version help nobody.
  if (trial(direct).status !== 0) return cannotRun(direct)
  const launch = owner.uid === 0 ? launchAsNobody(place, binaries) : launchAs(owner, place, binaries)
  return launch ?? noWay(place)
}

export type Invocation = {
  readonly file: string
  readonly args: string[]
  readonly options: { env: NodeJS.ProcessEnv; cwd: string; uid?: number; gid?: number }
}

/** One program under a launch. The environment is ours alone: a founder's PGDATA or secrets do not leak in. */
export function invocation(launch: Launch, program: string, args: readonly string[]): Invocation {
  const [file = program, ...rest] = [...launch.prefix, program, ...args]
  const { user, binaries } = launch
  const libraries = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return {
    file,
    args: rest,
    options: {
      env: {
        PATH: process.env['PATH'],
        LC_ALL: 'C',
        TZ: 'UTC',
        ...(binaries.libraryPath ? { [libraries]: binaries.libraryPath } : {}),
      },
      cwd: '/',
      ...user,
    },
  }
}

export function programOf({ binaries }: Launch, name: 'initdb' | 'postgres'): string {
  return join(binaries.native, 'bin', name)
}

/** Gives a file or folder that we made to the user who runs the server. */
export function giveTo({ user }: Launch, path: string): void {
  if (user) chownSync(path, user.uid, user.gid)
}

function tried(launch: Launch): Launch | undefined {
  const leashed = { ...launch, prefix: [...launch.prefix, ...leash] }
  return [leashed, launch].find((candidate) => trial(candidate).status === 0)
}

/** The program runs and the home is writable: both, because either can fail alone. */
function trial(launch: Launch): { status: number | null; stderr: string } {
  const script = '"$0" --version && test -w "$1" && test -x "$1"'
  const { file, args, options } = invocation(launch, 'sh', [
    '-c',
    script,
    programOf(launch, 'postgres'),
    launch.place.home,
  ])
  return spawnSync(file, args, { ...options, encoding: 'utf8', timeout: limits.trialMs })
}

function launchAs(user: User, place: Place, binaries: Binaries): Launch | undefined {
  const launch = { place, binaries, prefix: [], user }
  return tried(launch) ?? tried({ ...launch, binaries: copyBinaries(binaries, makeShared()) })
}

/** No user namespaces (most containers): hand the data to nobody, moved to where nobody can reach it. */
function launchAsNobody(place: Place, binaries: Binaries): Launch | undefined {
  if (spawnSync('true', { ...nobody, cwd: '/' }).status !== 0) return undefined
  const inReach = spawnSync('test', ['-e', place.home], { ...nobody, cwd: '/' }).status === 0
  const reached = inReach ? place : moveHome(place)
  give(reached.home, nobody)
  return launchAs(nobody, reached, binaries)
}

/** The link is made when the copy is on the disk: until it stands, the data in the folder itself counts. */
function moveHome({ folder, cluster }: Place): Place {
  const home = mkdtempSync(join(makeShared(), `${basename(folder)}-`))
  if (existsSync(cluster)) cpSync(cluster, join(home, 'cluster'), { recursive: true, preserveTimestamps: true })
  execFileSync('sync')
  symlinkSync(home, join(folder, 'home'))
  rmSync(cluster, { recursive: true, force: true })
  return placeOf(folder)
}

function give(path: string, { uid, gid }: User): void {
  lchownSync(path, uid, gid)
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), uid, gid)
  }
}

function makeShared(): string {
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 })
  return sharedFolder
}

function cannotRun(launch: Launch): Refusal {
  const said = trial(launch).stderr.trim()
  return refuse('postgres-binaries-do-not-run', {
    message: `the PostgreSQL that came with Kontor does not run here: ${said || 'the data folder is not writable'}`,
    fix: `Install the package for this machine's system and processor, ${useDatabaseUrl}`,
    facts: { program: programOf(launch, 'postgres') },
  })
}

function noWay({ folder }: Place): Refusal {
  return refuse('root-without-another-user', {
    message: `PostgreSQL refuses to run as root, and here root can neither make a user namespace nor become nobody`,
    fix: `Run Kontor as an ordinary user, ${useDatabaseUrl}`,
    facts: { folder },
  })
}
