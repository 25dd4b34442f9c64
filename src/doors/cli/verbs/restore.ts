import { resolve } from 'node:path'
import { accepted, isRefusal, type Refusal } from '#kernel'
import { type BackedUp, type Restored, restoreBackup, restoreCompany } from '#store'
import { z } from 'zod'
import { type Answer, defineVerb } from '../verb.ts'

export const restore = defineVerb({
  examples: [
    'kontor restore my-company.tar.gz                       one company, beside those that are here',
    'kontor --data ./new restore kontor-2026-10-31.tar.gz   a whole installation, into an empty one',
  ],
  positional: ['file'],
  input: z.strictObject({ file: z.string().describe('what kontor archive or kontor backup wrote') }),
  async run(context, { file: named }) {
    const { store } = await context.open({ create: true })
    const file = resolve(context.io.cwd, named)
    const company = await restoreCompany(store, { file })
    if (!isRefusal(company)) return companyAnswer(company, context.dataFolder)
    return isOtherKind(company) ? backupAnswer(accepted(await restoreBackup(store, { file })), named) : company
  },
})

/** The file is sound, but holds an installation and not a company. */
function isOtherKind({ kind, facts }: Refusal): boolean {
  return kind === 'archive-broken' && String(facts['why']).startsWith('it is a ')
}

function companyAnswer(restored: Restored, dataFolder: string): Answer {
  const { company, slug = company, rows, files } = restored
  return {
    data: { ...restored, kind: 'company' },
    lines: [`✓ ${slug} is here again: ${rows} rows, ${files} files.`],
    hints: [`Next: kontor --data ${dataFolder} verify ${slug}`],
  }
}

function backupAnswer(restored: BackedUp, file: string): Answer {
  const { companies, rows, files } = restored
  return {
    data: { ...restored, kind: 'installation' },
    lines: [`✓ ${companies} companies are here again from ${file}: ${rows} rows, ${files} files.`],
    hints: ['Next: kontor verify'],
  }
}
