import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accepted, defineEvent, founder } from '#kernel'
import { archiveCompany, defineCommand } from '#store'
import { openTestStore } from '#testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { contentOf, readArchive } from './archive-reader.ts'
import { archiveLimits } from './limits.ts'

const said = defineEvent<{ text: string }>('notes.word-said')
const say = defineCommand({
  name: 'notes.say',
  summary: 'Says a word',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  async run(tx, { text }) {
    tx.append(said, { text })
    return null
  },
})
const words = ['plain', 'two\nlines', 'a line\u2028apart', '€ \u{1F4B6} "quoted" \\n', '{"seq":1}']

const folder = mkdtempSync(join(tmpdir(), 'kontor-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const exported = { log: '', head: '' }
beforeAll(async () => {
  const store = await openTestStore()
  const company = await store.company()
  for (const text of words) accepted(await store.execute(say, { company, input: { text }, actor: founder }))
  const out = join(folder, 'company.tar.gz')
  exported.head = accepted(await archiveCompany(store, { company, out, kontor: '0.1.0' })).head
  await readArchive({ file: out, limits: archiveLimits }, async (entry) => {
    const content = await contentOf(entry)
    if (entry.name === 'log.jsonl') exported.log = content.toString()
  })
})

const script = fileURLToPath(new URL('../../../../scripts/verify-log.mjs', import.meta.url))
function verify(log: string, ...more: string[]): { status: number | null; said: string } {
  const file = join(folder, 'log.jsonl')
  writeFileSync(file, log)
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...more], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

test('a stranger with a short script of their own verifies an exported log', () => {
  const expected = { status: 0, said: `log verified: ${words.length} lines, head ${exported.head}\n` }
  expect(verify(exported.log)).toEqual(expected)
  expect(verify(exported.log, exported.head)).toEqual(expected)
})

test('the script names the first line that was changed, swapped, dropped or cut', () => {
  const lines = exported.log.trimEnd().split('\n')
  const joined = (all: (string | undefined)[]) => all.map((line) => `${line}\n`).join('')
  expect(verify(exported.log.replace('plain', 'Plain'))).toEqual({
    status: 1,
    said: 'line 1 is bad: its content was changed\n',
  })
  expect(verify(joined(lines.toSpliced(2, 1)))).toEqual({ status: 1, said: 'line 3 is bad: it is number 4\n' })
  expect(verify(joined([lines[1], lines[0]]))).toMatchObject({ status: 1, said: 'line 1 is bad: it is number 2\n' })
  expect(verify(exported.log.slice(0, -1))).toMatchObject({ status: 1, said: 'line 5 is bad: it is cut off\n' })
  expect(verify(joined(lines.slice(0, -1)), exported.head)).toMatchObject({ status: 1 })
  const own = lines.map((line, i) => (i === 2 ? line.replace(/"prev":"[0-9a-f]{4}/, '"prev":"0000') : line))
  const merged = exported.log.replace('"command":"notes.say","digest":"', '"command":"notes.say\\n","digest":"')
  expect(verify(merged)).toMatchObject({ status: 1, said: 'line 1 is bad: a value of it holds a line break\n' })
  expect(verify(joined(own))).toMatchObject({ status: 1, said: 'line 3 is bad: it does not name the line before it\n' })
})
