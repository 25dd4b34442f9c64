import { accepted, isId, refuse } from '#kernel'
import { z } from 'zod'
import { table } from '../table.ts'
import { defineVerb } from '../verb.ts'

const shownCharacters = 300

export const runVerb = defineVerb({
  examples: ['kontor run my-company run_01k…', 'kontor run my-company run_01k… --replay'],
  positional: ['company', 'id'],
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    id: z.string().describe('the id that kontor runs shows'),
    replay: z.boolean().default(false).describe('go through it again by its records; nothing is done'),
  }),
  async run(context, { company: name, id: run, replay }) {
    if (!isId('run', run)) {
      return refuse('unknown-run', {
        message: `${run} is not the id of a run.`,
        fix: `kontor runs ${name} lists them.`,
      })
    }
    const { id } = await context.company(name)
    const engine = await (await context.open()).engine()
    if (replay) {
      const again = accepted(await engine.replay(id, run))
      return { data: again, lines: [...stepLines(again.steps), `ends: ${endOf(again.end)}`] }
    }
    const found = accepted(await engine.run(id, run))
    const head = `${found.work} by ${found.role}: ${found.state}`
    const tail = found.proof?.done ?? found.error?.message
    return { data: found, lines: [head, ...stepLines(found.steps), ...(tail === undefined ? [] : [tail])] }
  },
})

type Step = { readonly kind: string; readonly step: string; readonly outcome?: unknown; readonly result?: unknown }

function stepLines(steps: readonly Step[]): string[] {
  const rows = steps.map(({ kind, step, outcome, result }) => {
    return [kind, step, (JSON.stringify(outcome ?? result) ?? '').slice(0, shownCharacters)]
  })
  return table(rows, { indent: '  ' })
}

type End =
  | { kind: 'done'; proof: { done: string } }
  | { kind: 'refused'; refusal: { message: string } }
  | { kind: 'stops'; step: string }
  | { kind: 'failed'; message: string }

function endOf(end: End): string {
  if (end.kind === 'done') return `done: ${end.proof.done}`
  if (end.kind === 'refused') return `refused: ${end.refusal.message}`
  return end.kind === 'stops' ? `its records stop before ${end.step}` : `failed: ${end.message}`
}
