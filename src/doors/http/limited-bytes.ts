import { refuse, type Refusal, Refused } from '#kernel'

/** The bytes of a body as they come. Throws `Refused` as soon as there are more than `most`, by header or by count. */
export async function* limitedBytes(request: Request, most: number): AsyncGenerator<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw new Refused(tooLarge(most))
  let count = 0
  for await (const chunk of request.body ?? []) {
    count += chunk.length
    if (count > most) throw new Refused(tooLarge(most))
    yield chunk
  }
}

function tooLarge(most: number): Refusal {
  return refuse('too-large', {
    message: `This takes at most ${most} bytes.`,
    fix: 'Send less at once.',
    facts: { mostBytes: most },
  })
}
