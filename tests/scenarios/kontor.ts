import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Installation } from '#doors/catalogue'
import { type Around, runCli } from '#doors/cli'
import { openInstallation } from '#installation'
import { accepted } from '#kernel'
import { openPool } from '#store'
import { afterAll, inject } from 'vitest'

/** What a command line answered. */
export type Told = {
  readonly code: number
  readonly data: unknown
  readonly error: { readonly kind: string; readonly message: string; readonly fix: string } | undefined
}

/** The command line on an installation of its own. It stays open between two commands, which is all that is not as in use. */
export type Kontor = {
  /** The data of a command that must succeed. */
  run<Data = unknown>(...words: string[]): Promise<Data>
  tell(...words: string[]): Promise<Told>
  /** For tests to look behind the doors; everything is done through them. */
  installation(): Installation
  readonly folder: string
}

export const examples = fileURLToPath(new URL('../../examples/', import.meta.url))

/** A database and a data folder of its own; both are gone when the file ends. */
export async function openKontor({ engine = 'inline' }: { engine?: 'inline' | 'dbos' } = {}): Promise<Kontor> {
  const server = inject('server')
  const database = `s_${randomBytes(8).toString('hex')}`
  const admin = openPool(server, { size: 1 })
  await admin.query(`create database ${database}`)
  const folder = mkdtempSync(join(tmpdir(), 'kontor-scenario-'))
  const kept: { installation?: Installation } = {}
  afterAll(async () => {
    await kept.installation?.close()
    await admin.query(`drop database if exists ${database} with (force)`)
    await admin.end()
    rmSync(folder, { recursive: true, force: true })
  })
  const openInstallationOnce: Around['openInstallation'] = async (opening) => {
    const options = { ...opening, mode: 'serve', database: { ...server, database }, engine } as const
    kept.installation ??= accepted(await openInstallation(options))
    return { ...kept.installation, close: async () => undefined }
  }
  const tell = (...words: string[]): Promise<Told> =>
    told([...words, '--data', folder, '--json'], {
      openInstallation: openInstallationOnce,
      holdsInstallation: () => kept.installation !== undefined,
    })
  return { tell, run: runOf(tell), installation: () => kept.installation!, folder }
}

/** `run` is `tell` for what must succeed. */
export function runOf(tell: Kontor['tell']): Kontor['run'] {
  return async <Data>(...words: string[]) => {
    const { code, data, error } = await tell(...words)
    if (code !== 0) throw new Error(`kontor ${words.join(' ')} ended with ${code}: ${JSON.stringify(error ?? data)}`)
    return data as Data
  }
}

/** Runs a command line in this process. */
export async function told(
  words: readonly string[],
  hands: Pick<Around, 'openInstallation' | 'holdsInstallation'>,
): Promise<Told> {
  const written: string[] = []
  const code = await runCli(words, {
    ...hands,
    version: '0.0.0',
    templates: fileURLToPath(new URL('../../templates', import.meta.url)),
    examples,
    stopped: new AbortController().signal,
    listen: () => Promise.reject(new Error('nothing is served here')),
    io: {
      out: (text) => void written.push(text),
      err: () => undefined,
      colour: { out: false, err: false },
      watched: false,
      env: {},
      cwd: examples,
      home: homedir(),
    },
  })
  return { code, ...documentIn(written.join('')) }
}

/** The one document of `--json`. */
export function documentIn(text: string): Pick<Told, 'data' | 'error'> {
  const document = JSON.parse(text) as { ok: boolean; data?: unknown; error?: Told['error'] }
  return { data: document.data, error: document.error }
}
