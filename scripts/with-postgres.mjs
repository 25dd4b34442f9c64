// Runs a command with Debian's PostgreSQL instead of the embedded one: `node scripts/with-postgres.mjs npx vitest run`
// The server has a folder and a Unix socket of its own, under an ordinary user, and ends with the command.
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const packages = '/usr/lib/postgresql'
const versions = existsSync(packages) ? readdirSync(packages).toSorted((a, b) => Number(b) - Number(a)) : []
const programs = versions
  .map((version) => join(packages, version, 'bin'))
  .find((bin) => existsSync(join(bin, 'initdb')))
if (!programs) {
  console.error('There is no PostgreSQL server under /usr/lib/postgresql. Fix: apt-get install postgresql')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'kontor-debian-'))
const socket = join(folder, 's')
mkdirSync(socket)
const nobody = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
if (nobody.uid) for (const path of [folder, socket]) chownSync(path, nobody.uid, nobody.gid)
chmodSync(folder, 0o755)

const data = join(folder, 'data')
const asServer = { ...nobody, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } }
const init = ['-D', data, '-U', 'kontor_owner', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
const made = spawnSync(join(programs, 'initdb'), init, { ...asServer, encoding: 'utf8' })
if (made.status !== 0) fail(made.stderr)

const settings = { listen_addresses: '', unix_socket_directories: socket, fsync: 'off', max_connections: '300' }
const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
const server = spawn(join(programs, 'postgres'), ['-D', data, ...flags], { ...asServer, stdio: 'ignore' })
const ended = new Promise((resolve) => server.once('exit', resolve))

try {
  await answers()
  console.log(spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.trim())
  const [program, ...args] = process.argv.slice(2)
  const env = { ...process.env, KONTOR_TEST_SOCKET: socket }
  process.exitCode = spawnSync(program, args, { stdio: 'inherit', env }).status ?? 1
} finally {
  server.kill('SIGINT')
  await ended
  rmSync(folder, { recursive: true, force: true })
}

async function answers() {
  for (let tries = 0; tries < 300; tries++) {
    const ready = spawnSync(join(programs, 'pg_isready'), ['-q', '-h', socket], asServer)
    if (ready.status === 0) return
    if (server.exitCode !== null) fail('PostgreSQL ended at its start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  fail('PostgreSQL did not answer within 30 s')
}

function fail(message) {
  console.error(message)
  rmSync(folder, { recursive: true, force: true })
  process.exit(1)
}
