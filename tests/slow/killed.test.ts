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

const arrived = (strike: number): readonly string[] =>
  arriving.slice(0, Math.ceil((arriving.length * strike) / strikes))
const runsSoFar = async (): Promise<number> =>
  (await kontor.run<{ runs: unknown[] }>('runs', 'quiet-inbox', '--limit', '200')).runs.length

beforeAll(() => kontor.runApart('launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes'))

test(`a server that is killed again and again in the middle of its work does everything exactly once (seed ${seed})`, async () => {
  for (let strike = 1; strike <= strikes; strike++) {
    const server = await kontor.serve()
    const before = await runsSoFar()
    const importing = kontor.start('import', 'quiet-inbox', ...arrived(strike), '--json')
    // The next of its runs has begun: now it is in the middle.
    await expect.poll(runsSoFar, { timeout: 60_000, interval: 20 }).toBeGreaterThan(before)
    await sleep(chance.fraction() * 500)
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
