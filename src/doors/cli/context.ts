import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findCompany } from '#companies'
import type { Installation } from '#doors/catalogue'
import { accepted } from '#kernel'
import { harmless, type Io } from './io.ts'
import type { Around, Context, Opening } from './verb.ts'

export type Globals = { readonly data?: string; readonly json: boolean; readonly dryRun: boolean }

export type OpenContext = { readonly context: Context; readonly close: () => Promise<void> }

/** `--data`, else `$KONTOR_DATA`, else `./.kontor` where there is one, else `~/.kontor`. */
function dataFolderOf({ cwd, env, home }: Io, given?: string): string {
  const named = given ?? env['KONTOR_DATA']
  if (named !== undefined && named !== '') return resolve(cwd, named)
  const here = join(cwd, '.kontor')
  return existsSync(here) ? here : join(home, '.kontor')
}

export function openContext(around: Around, { data, json, dryRun }: Globals): OpenContext {
  const { io } = around
  const dataFolder = dataFolderOf(io, data)
  let opened: Promise<Installation> | undefined
  const say = (line: string): void => (json ? undefined : io.err(`${harmless(line)}\n`))
  const open = async ({
    create = false,
    mode = 'command',
    data = dataFolder,
    ...more
  }: Opening = {}): Promise<Installation> =>
    (opened ??= around
      .openInstallation({
        create,
        mode,
        data,
        ...more,
        onWait: (pid) => say(`Process ${pid} has ${data} open; waiting for it to end …`),
      })
      .then(accepted))
  const context: Context = {
    io,
    json,
    dryRun,
    dataFolder,
    given: { data: data !== undefined },
    around,
    open,
    say,
    company: async (name) => accepted(await findCompany((await open()).store, name)),
    confirm: async (question) => {
      if (!io.ask || json) return undefined
      return /^(y|yes)$/i.test((await io.ask(`${harmless(question)} [y/N] `)).trim())
    },
  }
  return { context, close: async () => (await opened?.catch(() => undefined))?.close() }
}
