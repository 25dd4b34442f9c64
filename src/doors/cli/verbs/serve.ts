import { accepted } from '#kernel'
import { z } from 'zod'
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
    const { around } = context
    const { stopped } = around
    const listening = accepted(await around.listen(installation, { host, port }))
    if (!context.json) context.io.out(`listening on ${listening.url}\n`)
    if (listening.signIn !== undefined) context.say(`Sign in once with ${listening.signIn}`)
    await new Promise<void>((resolve) => {
      if (stopped.aborted) resolve()
      else stopped.addEventListener('abort', () => resolve(), { once: true })
    })
    await listening.stop()
    return { data: { url: listening.url, stopped: true }, lines: [] }
  },
})
