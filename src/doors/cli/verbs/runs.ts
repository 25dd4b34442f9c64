import { runs } from '#engine'
import { accepted } from '#kernel'
import { z } from 'zod'
import { table } from '../table.ts'
import { defineVerb } from '../verb.ts'

export const runsVerb = defineVerb({
  examples: ['kontor runs my-company', 'kontor runs my-company --state dead --json'],
  positional: ['company'],
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    state: runs.input.shape.state.describe('only runs in this state'),
    limit: z.int().min(1).max(200).default(20).describe('how many'),
  }),
  async run(context, { company: name, ...filter }) {
    const { id } = await context.company(name)
    const { store } = await context.open()
    const found = accepted(await store.ask(id, runs, filter))
    const rows = found.map((it) => [
      it.queued.slice(0, 16).replace('T', ' '),
      it.role,
      it.work,
      it.state,
      it.proof?.done ?? it.error?.message ?? '',
      it.id,
    ])
    return { data: { runs: found }, lines: rows.length === 0 ? ['No work yet.'] : table(rows) }
  },
})
