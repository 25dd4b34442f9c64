import { accepted } from '#kernel'
import { z } from 'zod'
import { untilStopped } from '../until-stopped.ts'
import { defineVerb } from '../verb.ts'

const defaultPort = 4100
const highestPort = 65_535

export const serve = defineVerb({
  examples: ['kontor serve', 'kontor --data ./books serve --port 0'],
  endsItself: true,
  input: z.strictObject({
    port: z.int().min(0).max(highestPort).default(defaultPort).describe('0 takes a free one'),
    host: z
      .string()
      .default('127.0.0.1')
      .describe('the address to listen on; other than loopback opens it to strangers'),
  }),
  async run(context, { port, host }) {
    const installation = await context.open({ create: true, mode: 'serve' })
    await installation.engine()
    const listening = accepted(await context.around.listen(installation, { host, port }))
    return untilStopped(context, listening)
  },
})
