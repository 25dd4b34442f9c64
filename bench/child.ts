import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a script of this folder in a process of its own and reads the JSON that it prints. */
export function childAnswer(script: string, input: unknown, nodeFlags: readonly string[] = []): unknown {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const words = [...nodeFlags, '--import', 'tsx', '--conditions=source', path, JSON.stringify(input)]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`)
  return JSON.parse(stdout) as unknown
}
