// A bank statement with 100,000 lines, taken in as `kontor import` takes it; and how memory follows the length of the file.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import sax from 'sax'
import { inFolder } from './bed.ts'
import { writeStatement } from './camt-file.ts'
import { childAnswer } from './child.ts'
import { inTurns, median, print, type Row, shown } from './row.ts'

const few = 10_000
const many = 100_000
const rounds = 2
/** Both files are read with so little heap, because a collector that has room lets garbage lie; what grows would fail. */
const tightHeap = ['--max-old-space-size=64']
const growthLimit = 1.25

type Imported = { seconds: number; peakMb: number }

export async function rows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const files = { few: join(folder, 'few.xml'), many: join(folder, 'many.xml') }
    await writeStatement(files.few, few)
    await writeStatement(files.many, many)
    const roomy: number[] = []
    const imported = (name: 'few' | 'many', folderName: string, flags: readonly string[] = []): Imported =>
      childAnswer('import-node.ts', { data: join(folder, folderName), file: files[name] }, flags) as Imported
    const seconds = await inTurns(rounds, {
      many: async (round) => {
        const { seconds, peakMb } = imported('many', `roomy-${round}`)
        roomy.push(peakMb)
        return seconds
      },
      parser: async () => parserSeconds(files.many),
    })
    const tight = { few: imported('few', 'few', tightHeap).peakMb, many: imported('many', 'many', tightHeap).peakMb }
    const ratio = tight.many / tight.few
    return [
      shown('import of 100,000 CAMT.053 lines, proved, stored, told apart', {
        ours: many / seconds.many,
        unit: 'lines/s',
      }),
      shown('the bare XML parser over the same file', { ours: many / seconds.parser, unit: 'lines/s' }),
      shown('its peak memory with the heap that Node takes by itself', { ours: median(roomy), unit: 'MB' }),
      {
        figure: 'its peak memory with a heap of 64 MB',
        ours: print(tight.many, 'MB'),
        bar: `≤ ${growthLimit} × the peak at 10,000 lines`,
        measured: print(tight.few, 'MB'),
        ratio,
        pass: ratio <= growthLimit,
      },
    ]
  })
}

async function parserSeconds(path: string): Promise<number> {
  const started = performance.now()
  const parser = sax.parser(true, { xmlns: true })
  for await (const text of createReadStream(path, { encoding: 'utf8' })) parser.write(text as string)
  parser.close()
  return (performance.now() - started) / 1_000
}
