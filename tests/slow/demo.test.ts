import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sentMails } from '../scenarios/mails.ts'
import { month } from '../scenarios/month.ts'
import { checkBalances } from '../scenarios/month-checks.ts'
import { openProcesses } from './kontor-process.ts'
import { checkJournal } from './hledger.ts'

vi.setConfig({ testTimeout: 300_000 })

const most = { lines: 60, columns: 120 }

test('the demo tells its month in a page, proves it, and leaves nothing behind', async () => {
  const kontor = openProcesses()
  const { child, ended } = kontor.start('demo')
  const { code, out } = await ended
  expect({ code, killed: child.killed }).toEqual({ code: 0, killed: false })
  const lines = out.trimEnd().split('\n')
  expect(lines.slice(-3).map((line) => line.replace(/ \(.*\)$/, ''))).toEqual([
    'books balance',
    'log verified',
    'journal exported',
  ])
  expect(lines.length).toBeLessThanOrEqual(most.lines)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(most.columns)
  expect(readdirSync(dirname(kontor.folder)).filter((name) => name.startsWith('kontor-demo-'))).toEqual([])
  expect(kontor.leftovers()).toEqual([])
})

test('a folder named for the demo is kept, tells what the commands tell, and is never used for a second demo', async () => {
  const kontor = openProcesses()
  await kontor.runApart('demo')
  for (const [slug, expected] of Object.entries(month.expected)) {
    await checkBalances(kontor, slug, expected)
    await checkJournal(kontor, slug)
  }
  const mails = (await sentMails(kontor)).map(({ file }) => file)
  expect(await kontor.tell('demo')).toMatchObject({ code: 1, error: { kind: 'installation-exists' } })
  expect((await sentMails(kontor)).map(({ file }) => file)).toEqual(mails)
  expect(await kontor.run('verify')).toMatchObject({ ok: true })
})
