import { refuse, type Refusal } from '#kernel'
import type { z } from 'zod'

const shownProblems = 10

/** The input as its definition reads it, or a refusal that lists what is wrong with which field. */
export function parseInput<Input extends z.ZodType>(
  { name, input: schema }: { name: string; input: Input },
  input: unknown,
): { value: z.output<Input> } | Refusal {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { value: parsed.data }
  const problems = parsed.error.issues
    .slice(0, shownProblems)
    .map((issue) => ({ field: issue.path.join('.') || '(input)', message: issue.message }))
  return refuse('bad-input', {
    message: `${name} was not given what it needs: ${problems.map((it) => `${it.field}: ${it.message}`).join('; ')}`,
    fix: 'Correct the fields named and try again.',
    facts: { command: name, problems },
  })
}
