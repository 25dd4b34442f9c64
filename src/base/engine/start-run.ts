import { isRefusal, type Refusal, refuse } from '#kernel'
import { defineCommand } from '#store'
import { z } from 'zod'
import { maxInputBytes } from './limits.ts'
import { runStarters } from './run.ts'
import type { RunId, Work } from './work.ts'

type Started = { run: RunId }

/** Puts a run into the queue. Concurrent starts of one company travel together; starting is no fact, ending is one. */
export const startRun = defineCommand({
  name: 'engine.start-run',
  summary: 'Starts a piece of work',
  who: runStarters,
  effect: 'reversible',
  input: z.strictObject({
    role: z.string().min(1).max(100),
    work: z.string(),
    version: z.int(),
    input: z.unknown(),
    cause: z.string().max(200),
  }),
  run: async (): Promise<Started> => {
    throw new TypeError('engine.start-run has only its hot path')
  },
  hot: {
    sql: 'select engine.start_runs($1, $2) as outcome',
    item: ({ input, cause, ...rest }, { id }) => ({
      ...rest,
      input: input ?? null,
      caused: cause,
      hops: 0,
      run: id('run'),
    }),
    outcome: (row) => (isRefusal(row) ? row : { run: (row as Started).run }),
  },
})

/** What is wrong with the input of a work, if anything. */
export function refusedInput(work: Work, input: unknown): Refusal | undefined {
  const size = Buffer.byteLength(JSON.stringify(input ?? null))
  if (size > maxInputBytes)
    return refuse('input-too-large', {
      message: `The input of ${work.name} has ${size} bytes; a run takes at most ${maxInputBytes}.`,
      fix: 'Keep the content as a file of the company and pass its hash.',
      facts: { work: work.name, limit: maxInputBytes, size },
    })
  const parsed = work.input.safeParse(input)
  if (parsed.success) return undefined
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(input)'}: ${issue.message}`)
  return refuse('bad-input', {
    message: `${work.name} was not given what it needs: ${problems.slice(0, 10).join('; ')}`,
    fix: 'Correct the fields named and try again.',
    facts: { work: work.name, problems: problems.slice(0, 10) },
  })
}
