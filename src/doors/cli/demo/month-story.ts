import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { instantInput, monthInput, refuse, type Refusal } from '#kernel'
import { z } from 'zod'

const at = { at: instantInput, company: z.string() }
const happening = z.discriminatedUnion('do', [
  z.object({ ...at, do: z.literal('import'), file: z.string() }),
  z.object({
    ...at,
    do: z.literal('approve'),
    what: z.object({ bill: z.string(), from: z.string(), amount: z.string() }),
  }),
  z.object({ ...at, do: z.literal('close-period'), period: z.string(), because: z.string().optional() }),
])
const story = z.object({
  month: monthInput,
  starts: instantInput,
  ends: instantInput,
  companies: z.array(z.object({ slug: z.string(), template: z.string(), name: z.string() })),
  timeline: z.array(happening),
})

/** What arrives when, and what the founder does: `month.json` beside the files. */
export type Happening = z.output<typeof happening>
export type MonthStory = z.output<typeof story> & { readonly folder: string }

export function readMonthStory(folder: string): MonthStory | Refusal {
  const path = join(folder, 'month.json')
  if (existsSync(path)) return { ...story.parse(JSON.parse(readFileSync(path, 'utf8'))), folder }
  return refuse('no-sample-files', {
    message: `The sample files of the demo are not in ${folder}.`,
    fix: 'Install Kontor again; they belong to its package.',
    facts: { folder },
  })
}
