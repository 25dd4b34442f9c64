import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000 })

/** Real processes on a real data folder with its own PostgreSQL. */
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kontor-processes-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const pid of postgresOn(folder)) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }
type Running = { child: ChildProcess; said: { out: string; err: string }; ended: Promise<Ended> }

function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const node = ['--conditions=source', '--import', 'tsx', join(root, 'src/main.ts'), '--data', join(folder, 'data')]
  const child = spawn(process.execPath, [...node, ...argv], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said }))
  })
  return { child, said, ended }
}

const kontor = (...argv: string[]): Promise<Ended> => start(argv).ended

async function serving(): Promise<Running & { url: string }> {
  const running = start(['serve', '--port', '0'])
  await expect.poll(() => running.said.out, { timeout: 60_000 }).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n/)
  return { ...running, url: running.said.out.trim().replace('listening on ', '') }
}

/** Processes that work in the data folder: PostgreSQL and its children. */
function postgresOn(within: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(within)
      } catch {
        return false
      }
    })
}

test('two commands on one new folder wait for each other, and both are done', async () => {
  const launch = ['launch', 'ledgerline', '--name', 'Ledgerline', '--yes', '--json']
  const [one, two] = await Promise.all([kontor(...launch), kontor(...launch)])
  expect([one.code, two.code]).toEqual([0, 0])
  const slugs = [one, two].map((it) => (JSON.parse(it.out) as { data: { slug: string } }).data.slug)
  expect(new Set(slugs).size).toBe(2)
  expect(slugs).toContain('ledgerline')
  expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0)
  expect(postgresOn(folder)).toEqual([])
})

test('beside a server a command does its work, and SIGTERM then stops all that was started', async () => {
  const server = await serving()
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const mail = join(root, 'examples/first-month/ledgerline/mail/01-question-documents.eml')
  const imported = await kontor('import', 'ledgerline', mail, '--json')
  expect([imported.code, imported.err]).toEqual([0, ''])
  const runs = await kontor('runs', 'ledgerline', '--json')
  expect(JSON.parse(runs.out)).toMatchObject({ data: { runs: [{ state: 'done', work: 'support.answer-message' }] } })
  const second = await kontor('serve', '--port', '0', '--json')
  expect(JSON.parse(second.out)).toMatchObject({ ok: false, error: { kind: 'already-serving' } })
  const moved = await kontor('simulate', '--until', '2030-01-01T00:00:00Z')
  expect(moved.err).toContain('clock is real')
  server.child.kill('SIGTERM')
  // Whatever takes longer than two seconds ends with 130 and not with 0.
  expect(await server.ended).toMatchObject({ code: 0, signal: null })
  expect(postgresOn(folder)).toEqual([])
})

test('after kill -9 of a server the next command finds everything and proves it', async () => {
  const server = await serving()
  server.child.kill('SIGKILL')
  await server.ended
  const verified = await kontor('verify')
  expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/books balance .*\nlog verified .*\n$/)])
  const again = await serving()
  again.child.kill('SIGINT')
  expect(await again.ended).toMatchObject({ code: 0 })
  expect(postgresOn(folder)).toEqual([])
})

test('a wrong line costs nothing: no installation is made, and the exit code is 2', async () => {
  const wrong = await kontor('--data', join(folder, 'other'), 'serve', '--port', 'many', '--json')
  expect([wrong.code, JSON.parse(wrong.out)]).toMatchObject([2, { ok: false, error: { kind: 'usage' } }])
  const nothing = await kontor('--data', join(folder, 'other'), 'books', 'anybody')
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('no installation')])
  expect(readdirSync(folder)).toEqual(['data'])
})

test('a database that cannot be reached is said so, without its password', async () => {
  const { ended } = start(['books', 'anybody'], { DATABASE_URL: 'postgres://kontor:hunter2@127.0.0.1:1/kontor' })
  const { code, err, out } = await ended
  expect([code, err]).toEqual([1, expect.stringContaining('database unreachable')])
  expect(out + err).not.toContain('hunter2')
  expect(readFileSync(join(root, 'src/main.ts'), 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true)
})
