import { refuse } from '#kernel'
import { z } from 'zod'
import { defineVerb } from '../verb.ts'

export const demoVerb = defineVerb({
  examples: ['kontor demo'],
  input: z.strictObject({}),
  run: async () => refuse('not-yet', { message: 'x' }),
})
