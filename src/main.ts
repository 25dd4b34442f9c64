#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { type Around, type Io, runCli } from '#doors/cli'

/** The only file that connects doors to the installation and to this process. */
const { env, stdin, stdout, stderr } = process
const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const { version } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as { version: string }
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** All that was started has this long to end after the first signal. */
const graceMs = 1_900
const interruptedCode = 130

const io: Io = {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  colour: { out: coloured(stdout), err: coloured(stderr) },
  watched: stderr.isTTY,
  ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
  env,
  cwd: process.cwd(),
  home: homedir(),
}

const around: Around = {
  io,
  version,
  examples: inPackage('examples'),
  templates: inPackage('templates'),
  stopped: stopSignal(),
  holdsInstallation: (folder) => existsSync(join(folder, 'postgres')),
  openInstallation: async (opening) => {
    const { openInstallation } = await import('#installation')
    // What a server needs besides is loaded while PostgreSQL starts; a failure shows where it is used.
    if (opening.mode === 'serve') void import('./installation/listen.ts').catch(() => undefined)
    return openInstallation({ ...opening, database: env['DATABASE_URL'] || undefined, smtpUrl: env['KONTOR_SMTP_URL'] })
  },
  listen: async (installation, at) => {
    const { listen } = await import('./installation/listen.ts')
    return listen(installation, { ...at, version, log: (line) => void stderr.write(`${line}\n`) })
  },
}

// A reader that has seen enough (`kontor … | head`) is no failure.
for (const stream of [stdout, stderr]) stream.on('error', () => process.exit(0))
const code = await runCli(process.argv.slice(2), around)
await flushed()
process.exit(code)

function coloured(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

/** The first signal asks everything to end, the second one does not ask. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(interruptedCode)
      stopping.abort()
      setTimeout(() => process.exit(interruptedCode), graceMs).unref()
    })
  }
  return stopping.signal
}

/** What was written to a pipe has reached it. */
async function flushed(): Promise<void> {
  await Promise.all([stdout, stderr].map((stream) => new Promise<void>((done) => void stream.write('', () => done()))))
}
