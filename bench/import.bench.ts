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
/** A garbage collector is no ruler: what stays within this of the short file does not follow the length. */
const growthLimit = 1.25

type Imported = { seconds: number; peakMb: number }

export async function rows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const files = { few: join(folder, 'few.xml'), many: join(folder, 'many.xml') }
    await writeStatement(files.few, few)
    await writeStatement(files.many, many)
    const peaks = { few: [] as number[], many: [] as number[] }
    const imported = (name: 'few' | 'many', round: number): number => {
      const data = join(folder, `${name}-${round}`)
      const { seconds, peakMb } = childAnswer('import-node.ts', { data, file: files[name] }) as Imported
      peaks[name].push(peakMb)
      return seconds
    }
    const seconds = await inTurns(rounds, {
      many: async (round) => imported('many', round),
      few: async (round) => imported('few', round),
      parser: async () => parserSeconds(files.many),
    })
    const ratio = median(peaks.many) / median(peaks.few)
    return [
      shown('import of 100,000 CAMT.053 lines, proved, stored, told apart', {
        ours: many / seconds.many,
        unit: 'lines/s',
      }),
      shown('the bare XML parser over the same file', { ours: many / seconds.parser, unit: 'lines/s' }),
      {
        figure: 'peak memory of that import',
        ours: print(median(peaks.many), 'MB'),
        bar: `≤ ${growthLimit} × the peak at 10,000 lines`,
        measured: print(median(peaks.few), 'MB'),
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
