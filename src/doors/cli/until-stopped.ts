import { jsonDocument, printAnswer } from './print.ts'
import type { Answer, Context, Listening } from './verb.ts'

/** Says where the console is, and what there is to tell, then waits to be stopped. */
export async function untilStopped(context: Context, listening: Listening, told?: Answer): Promise<Answer> {
  const { json, io, around } = context
  if (json) io.out(jsonDocument(told ?? { data: { url: listening.url }, lines: [] }))
  else {
    if (told) printAnswer(io, told)
    io.out(`listening on ${listening.url}\n`)
  }
  if (listening.signIn !== undefined) context.say(`Sign in once with ${listening.signIn}`)
  await new Promise<void>((resolve) => {
    if (around.stopped.aborted) resolve()
    else around.stopped.addEventListener('abort', () => resolve(), { once: true })
  })
  await listening.stop()
  return { data: undefined, lines: [], printed: true }
}
