// The packed package, as a stranger installs it: sizes, the way to the first screen, and what it costs when idle.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inFolder } from './bed.ts'
import { cpuSeconds, familyOf, memoryMb } from './processes.ts'
import { atMost, median, type Row } from './row.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const firstStarts = 3
const idleCompanies = 100
const settleMs = 45_000
const idleMs = 20_000

export async function rows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const checkout = join(folder, 'checkout')
    copyCheckout(checkout)
    npm(checkout, 'ci')
    const checkoutMb = megabytesOf(join(checkout, 'node_modules'))
    npm(checkout, 'run', '--silent', 'build')
    const used = installPacked(checkout, join(folder, 'used'))
    const packageFolder = join(used, 'node_modules', 'kontor')
    const screens: number[] = []
    for (let n = 0; n < firstStarts; n++)
      screens.push(await firstScreenSeconds(packageFolder, join(folder, `data-${n}`)))
    const data = join(folder, 'data-0')
    launchCompanies(packageFolder, data)
    const idle = await idleCost(packageFolder, data)
    return [
      atMost('`npm ci` in a checkout', { ours: checkoutMb, limit: 350, unit: 'MB' }),
      atMost('the packed package, installed', {
        ours: megabytesOf(join(used, 'node_modules')),
        limit: 160,
        unit: 'MB',
      }),
      atMost('first start in a new folder to the signed-in first screen', {
        ours: median(screens),
        limit: 3,
        unit: 's',
      }),
      atMost(`idle with ${idleCompanies} companies, proportional memory`, { ours: idle.mb, limit: 150, unit: 'MB' }),
      atMost(`idle with ${idleCompanies} companies, processor`, { ours: idle.percent, limit: 1, unit: '%' }),
    ]
  })
}

/** What git has or would take: no build, no node_modules. */
function copyCheckout(to: string): void {
  const { stdout } = run(root, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
  for (const file of stdout.split('\0').filter((it) => it !== '' && existsSync(join(root, it)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(root, file), join(to, file))
  }
}

function installPacked(checkout: string, used: string): string {
  npm(checkout, 'pack', '--silent')
  const tarball = readdirSync(checkout).find((it) => it.endsWith('.tgz'))
  if (!tarball) throw new Error('npm pack left no tarball')
  mkdirSync(used)
  writeFileSync(join(used, 'package.json'), '{"name":"user","private":true}\n')
  npm(used, 'install', join(checkout, tarball))
  return used
}

function npm(cwd: string, ...words: string[]): void {
  run(cwd, 'npm', ...words, '--no-audit', '--no-fund')
}

function run(cwd: string, program: string, ...words: string[]): { stdout: string } {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`)
  return { stdout }
}

/** On the disk, in whole blocks. */
function megabytesOf(folder: string): number {
  return Number(run(folder, 'du', '-sk', '.').stdout.split('\t')[0]) / 1024
}

type Server = { pid: number; url: string; signIn: string; stop(): Promise<void> }

async function serve(packageFolder: string, data: string): Promise<Server> {
  const words = [join(packageFolder, 'dist', 'main.js'), '--data', data, 'serve', '--port', '0']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  const said = { text: '' }
  const [url, signIn] = await new Promise<[string, string]>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said.text += text.toString()
      const listening = /listening on (http:\S+)/.exec(said.text)?.[1]
      const link = /(http:\S+\/sign-in\?link=\S+)\s/.exec(said.text)?.[1]
      if (listening && link) resolve([listening, link])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    void exited.then(() => reject(new Error(`kontor serve ended:\n${said.text}`)))
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
  }
  return { pid: child.pid ?? 0, url, signIn, stop }
}

/** From the start of the program in a folder that does not exist to the portfolio, signed in by the printed link. */
async function firstScreenSeconds(packageFolder: string, data: string): Promise<number> {
  const started = performance.now()
  const server = await serve(packageFolder, data)
  await signInAndLook(server)
  const seconds = (performance.now() - started) / 1_000
  await server.stop()
  return seconds
}

async function signInAndLook({ url, signIn }: Server): Promise<void> {
  const token = new URL(signIn).searchParams.get('link') ?? ''
  const headers = { origin: url, 'sec-fetch-site': 'same-origin' }
  const body = new URLSearchParams({ token, csrf: '' })
  const entered = await fetch(`${url}/do/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
  const cookie = entered.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ')
  const screen = await fetch(`${url}/`, { headers: { cookie } })
  if (screen.status !== 200) throw new Error(`the first screen answered ${screen.status} after ${entered.status}`)
  await screen.text()
}

/** By the rooms of the installed package itself, in one process, because a hundred starts would take a minute. */
function launchCompanies(packageFolder: string, data: string): void {
  const script = fileURLToPath(new URL('launch-many.mjs', import.meta.url))
  run(root, process.execPath, script, packageFolder, data, String(idleCompanies))
}

async function idleCost(packageFolder: string, data: string): Promise<{ mb: number; percent: number }> {
  const server = await serve(packageFolder, data)
  await signInAndLook(server)
  await sleep(settleMs)
  const before = cpuSeconds(familyOf(server.pid))
  await sleep(idleMs)
  const family = familyOf(server.pid)
  const percent = ((cpuSeconds(family) - before) * 100_000) / idleMs
  const mb = memoryMb(family)
  await server.stop()
  return { mb, percent }
}
