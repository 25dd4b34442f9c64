import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openInstallation } from '#installation'
import type { Instant } from '#kernel'
import { openTestStore, type TestStore } from '#testing'
import { afterAll, beforeAll } from 'vitest'
import { type Around, runCli } from './index.ts'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

type Document = { ok: boolean; data: Record<string, unknown>; error: unknown }
type Said = { code: number; out: string; err: string; json: () => Document }
type Person = { answers?: string; from?: Instant; stopped?: AbortSignal; empty?: boolean }

/** A keyboard before a database of its own. Every line is an installation of its own, opened and closed. */
export type Keyboard = {
  readonly folder: string
  readonly type: (argv: readonly string[], person?: Person) => Promise<Said>
  readonly store: () => TestStore
}

export function keyboard(): Keyboard {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-cli-'))
  const opened: { store?: TestStore } = {}
  beforeAll(async () => void (opened.store = await openTestStore()))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const store = (): TestStore => {
    if (!opened.store) throw new Error('the database is opened before the first test')
    return opened.store
  }
  return {
    folder,
    store,
    async type(argv, person = {}) {
      const said = { out: '', err: '' }
      const code = await runCli(argv, around({ folder, store: store(), said, person }))
      return { code, ...said, json: () => JSON.parse(said.out) as Document }
    },
  }
}

type Typing = { folder: string; store: TestStore; said: { out: string; err: string }; person: Person }

function around({ folder, store, said, person }: Typing): Around {
  const { answers, from, stopped = new AbortController().signal, empty = false } = person
  return {
    io: {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      colour: { out: false, err: false },
      watched: false,
      ask: answers === undefined ? undefined : async () => answers,
      env: {},
      cwd: folder,
      home: folder,
    },
    version: '0.0.0',
    examples: join(root, 'examples'),
    templates: join(root, 'templates'),
    stopped,
    holdsInstallation: () => !empty,
    openInstallation: (opening) =>
      openInstallation({
        ...opening,
        database: store.connection,
        engine: 'inline',
        ...(from ? { simulatedFrom: from } : {}),
      }),
    listen: async () => ({ url: 'http://127.0.0.1:1', stop: async () => undefined }),
  }
}
