import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { holdsInstallation, openInstallation } from '#installation'
import { documentIn, type Kontor, runOf, told } from '../scenarios/kontor.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Ended = { code: number | null; out: string; err: string }
export type Running = { child: ChildProcess; said: { out: string; err: string }; ended: Promise<Ended> }

/**
 * Kontor as processes of their own, on one data folder which is gone with everything that runs there when the file ends.
 * `run` and `tell` are for looking at it: they are commands of this process, which starts none each time.
 */
export type Processes = Pick<Kontor, 'run' | 'tell' | 'folder'> & {
  start(...argv: string[]): Running
  /** `run` in a process of its own. */
  runApart: Kontor['run']
  /** A server that is ready. */
  serve(): Promise<Running>
  /** PostgreSQL and whatever else works in the folder. */
  leftovers(): number[]
}

export function openProcesses(env: NodeJS.ProcessEnv = {}): Processes {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-processes-'))
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    for (const pid of processesIn(folder)) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const start: Processes['start'] = (...argv) => {
    const running = spawned(['--data', join(folder, 'data'), ...argv], { DATABASE_URL: '', TMPDIR: folder, ...env })
    children.push(running.child)
    return running
  }
  const serve: Processes['serve'] = async () => {
    const running = start('serve', '--port', '0')
    const ready = () => running.said.out + running.said.err
    await expect.poll(ready, { timeout: 60_000 }).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n/m)
    return running
  }
  const tellApart: Kontor['tell'] = async (...words) => {
    const { code, out, err } = await start(...words, '--json').ended
    if (out === '') throw new Error(`kontor ${words.join(' ')} said nothing: ${err}`)
    return { code: code ?? -1, ...documentIn(out) }
  }
  const data = join(folder, 'data')
  const tell: Kontor['tell'] = (...words) =>
    told([...words, '--data', data, '--json'], {
      holdsInstallation,
      openInstallation: (opening) => openInstallation({ ...opening, database: env['DATABASE_URL'] }),
    })
  const leftovers = (): number[] => processesIn(folder)
  return { start, serve, tell, run: runOf(tell), runApart: runOf(tellApart), folder: data, leftovers }
}

function spawned(argv: readonly string[], env: NodeJS.ProcessEnv): Running {
  const node = ['--conditions=source', '--import', 'tsx', join(root, 'src/main.ts')]
  const child = spawn(process.execPath, [...node, ...argv], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  return { child, said, ended }
}

function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
      } catch {
        return false
      }
    })
}
