import { resolve } from 'node:path'
import { accepted } from '#kernel'
import { archiveCompany, backUp } from '#store'
import { z } from 'zod'
import { defineVerb } from '../verb.ts'

const out = z.string().describe('the file to write, .tar.gz; never replaces one')

export const archive = defineVerb({
  examples: ['kontor archive my-company --out my-company.tar.gz'],
  positional: ['company'],
  changes: true,
  input: z.strictObject({ company: z.string().describe('slug or id'), out }),
  async run(context, { company: name, out }) {
    const { id, slug } = await context.company(name)
    const path = resolve(context.io.cwd, out)
    if (context.dryRun) return { data: { company: slug, out: path, written: false }, lines: [`Would write ${path}.`] }
    const { store } = await context.open()
    const asked = { company: id, slug, out: path, kontor: context.around.version }
    const written = accepted(await archiveCompany(store, asked))
    const { rows, files } = written
    return {
      data: { ...written, company: slug, id, out: path, written: true },
      lines: [
        `✓ ${slug} is archived in ${out}: ${rows} rows, ${files} files, the log to ${written.head.slice(0, 12)}…`,
      ],
      hints: [`Next: kontor --data <another folder> restore ${out}`],
    }
  },
})

export const backup = defineVerb({
  examples: ['kontor backup --out kontor-2026-10-31.tar.gz'],
  changes: true,
  input: z.strictObject({ out }),
  async run(context, { out }) {
    const path = resolve(context.io.cwd, out)
    if (context.dryRun) return { data: { out: path, written: false }, lines: [`Would write ${path}.`] }
    const { store } = await context.open()
    const written = accepted(await backUp(store, { out: path, kontor: context.around.version }))
    const { companies, rows, files } = written
    return {
      data: { ...written, out: path, written: true },
      lines: [`✓ ${companies} companies are backed up in ${out}: ${rows} rows, ${files} files.`],
      hints: [`Next: kontor --data <a new folder> restore ${out}`],
    }
  },
})
