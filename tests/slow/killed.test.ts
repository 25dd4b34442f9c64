import { setTimeout as sleep } from 'node:timers/promises'
import { realChance, seededChance } from '#kernel'
import { beforeAll, expect, test, vi } from 'vitest'
import { arriving, expectOnce } from './exactly-once.ts'
import { openProcesses } from './kontor-process.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const kontor = openProcesses()
const seed = Number(process.env['SEED'] ?? Math.floor(realChance().fraction() * 1e9))
const chance = seededChance(seed)
const strikes = 4

beforeAll(() => kontor.runApart('launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes'))

test(`a server that is killed again and again in the middle of its work does everything exactly once (seed ${seed})`, async () => {
  for (let strike = 0; strike < strikes; strike++) {
    const server = await kontor.serve()
    const importing = kontor.start('import', 'quiet-inbox', ...arriving, '--json')
    await sleep(500 + chance.fraction() * 4_000)
    server.child.kill('SIGKILL')
    const [{ out, err }] = await Promise.all([importing.ended, server.ended])
    expect(out, `the command beside the server says how it ended, ${err}`).toMatch(/^\{"ok":(true|false),/)
  }
  const server = await kontor.serve()
  const taken = await kontor.runApart<{ files: { state: string }[] }>('import', 'quiet-inbox', ...arriving)
  expect(taken.files.map(({ state }) => state)).not.toContain('quarantined')
  await expectOnce(kontor)
  server.child.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ code: 0 })
  expect(kontor.leftovers()).toEqual([])
})
