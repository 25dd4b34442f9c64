// The rows of engine.bench.ts, which needs a process of its own: DBOS is one per process.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atLeast, print, type Row } from './row.ts'

const script = fileURLToPath(new URL('engine.bench.ts', import.meta.url))
const line = /^\| (\d+) at once \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|/gm

export async function rows(): Promise<Row[]> {
  const words = ['--import', 'tsx', '--conditions=source', script]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`engine.bench.ts failed:\n${stderr}`)
  return [...stdout.matchAll(line)].flatMap(([, atOnce, sql, dbos, ours]) => {
    const peer = { name: 'bare DBOS, same pool', value: Number(dbos) }
    const figure = `three-step durable run, ${atOnce} at once`
    return [
      atLeast(figure, { ours: Number(ours), peer, share: 0.8, unit: 'runs/s' }),
      {
        figure: `${figure}: the floor, bare SQL`,
        ours: print(Number(sql), 'runs/s'),
        bar: 'for comparison',
        measured: '–',
      },
    ]
  })
}
