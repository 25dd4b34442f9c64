import type { TakenIn } from '#doors/catalogue'
import { founder, refuse, type Refusal } from '#kernel'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '../exit-codes.ts'
import { progressOn } from '../progress.ts'
import { settled } from '../settle.ts'
import { table } from '../table.ts'
import { defineVerb } from '../verb.ts'

export const importVerb = defineVerb({
  examples: ['kontor import my-company mail.eml', 'kontor import my-company inbox/*.eml statement.xml bill.xml --json'],
  positional: ['company', 'files'],
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    files: z
      .array(z.string())
      .min(1)
      .describe('mails, CAMT.053 statements and UBL invoices, told apart by their content'),
  }),
  async run(context, { company: name, files }) {
    const paths = files.map((file) => resolve(context.io.cwd, file))
    const missing = missingFiles(files, paths)
    if (missing) return missing
    const { id, slug } = await context.company(name)
    const installation = await context.open()
    const progress = progressOn(context.io, context.json)
    const taken: TakenIn[] = []
    for (const path of paths) {
      progress.show(basename(path), { done: taken.length, of: paths.length })
      const content = { [Symbol.asyncIterator]: () => createReadStream(path)[Symbol.asyncIterator]() }
      taken.push(await installation.importFile({ company: id, name: basename(path), content, actor: founder }))
    }
    progress.end()
    const quarantined = taken.filter((it) => it.state === 'quarantined').length
    const hints = await settled(context, id)
    return {
      data: { company: slug, files: taken, quarantined },
      lines: taken.flatMap(linesOf),
      hints: [...hints, ...(quarantined > 0 ? ['kontor waiting shows what was set aside.'] : [])],
      exit: quarantined > 0 ? exitCodes.failed : exitCodes.ok,
    }
  },
})

const marks = { 'taken-in': '✓', duplicate: '=', quarantined: '✗' } as const

function linesOf({ name, state, detail, fix }: TakenIn): string[] {
  const [line = ''] = table([[marks[state], name, detail]])
  return fix === undefined || fix === '' ? [line] : [line, `  Fix: ${fix}`]
}

/** All files are looked at before the first is taken in, so that a misspelt name does not leave half the work. */
function missingFiles(files: readonly string[], paths: readonly string[]): Refusal | undefined {
  const missing = files.filter((_, i) => !isFile(paths[i] ?? ''))
  if (missing.length === 0) return undefined
  return refuse('no-such-file', {
    message: `${missing.join(', ')} ${missing.length === 1 ? 'is no file' : 'are no files'}; nothing was imported.`,
    fix: 'Check the names.',
    facts: { missing },
  })
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
