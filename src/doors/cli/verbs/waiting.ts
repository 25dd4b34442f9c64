import { companyList } from '#companies'
import { type Waiting, waitingIn } from '#doors/catalogue'
import { z } from 'zod'
import { defineVerb } from '../verb.ts'

export const waiting = defineVerb({
  examples: ['kontor waiting', 'kontor waiting my-company --json'],
  positional: ['company'],
  input: z.strictObject({ company: z.string().optional().describe('slug or id; all companies when left out') }),
  async run(context, { company: name }) {
    const { store } = await context.open()
    const companies = name === undefined ? await companyList(store) : [await context.company(name)]
    const found = await waitingIn(store, companies)
    if (found.length === 0) return { data: { waiting: [] }, lines: ['All caught up.'] }
    return { data: { waiting: found }, lines: found.flatMap(linesOf) }
  },
})

function linesOf({ company, sentence, why, since, act }: Waiting): string[] {
  return [sentence, `  ${company} · since ${since.slice(0, 10)} · ${why}`, `  ${act}`]
}
