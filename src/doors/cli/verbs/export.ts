import { hledgerJournal } from '#ledger'
import type { ReadTx } from '#store'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { defineVerb } from '../verb.ts'
import { csvOfPostings } from '../csv.ts'

const formats: Record<'hledger' | 'csv', (tx: ReadTx) => AsyncIterable<string>> = {
  hledger: hledgerJournal,
  csv: csvOfPostings,
}

export const exportVerb = defineVerb({
  examples: [
    'kontor export my-company --format hledger --out books.journal && hledger -f books.journal check -s',
    'kontor export my-company --format csv --out books.csv',
  ],
  positional: ['company'],
  changes: true,
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    format: z.enum(['hledger', 'csv']).describe('the kind of file'),
    out: z.string().describe('the file to write; replaced whole when it is there'),
  }),
  async run(context, { company: name, format, out }) {
    const { id, slug } = await context.company(name)
    const path = resolve(context.io.cwd, out)
    if (context.dryRun)
      return { data: { company: slug, format, out: path, written: false }, lines: [`Would write ${path}.`] }
    const { store } = await context.open()
    const file = await store.read(id, (tx) => writeWhole(path, formats[format](tx)))
    return {
      data: { company: slug, format, out: path, ...file, written: true },
      lines: [`✓ journal exported: ${out} (${file.bytes} bytes)`],
    }
  },
})

/** The file appears whole or not at all. */
async function writeWhole(path: string, text: AsyncIterable<string>): Promise<{ bytes: number; sha256: string }> {
  const temporary = `${path}.${process.pid}.part`
  const hash = createHash('sha256')
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(Readable.from(text), count, createWriteStream(temporary, { mode: 0o600 }))
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
  return { bytes, sha256: hash.digest('hex') }
}
