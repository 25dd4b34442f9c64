import { isRefusal, refuse, type Refusal, Refused } from '#kernel'
import type { HttpLimits } from './limits.ts'
import { isPlainText } from './plain-text.ts'
import { limitedBytes } from './limited-bytes.ts'

/** The JSON of a body, or why it cannot be read. An empty body is an empty object. */
export async function readJson(
  request: Request,
  { bodyBytes, jsonDepth }: Pick<HttpLimits, 'bodyBytes' | 'jsonDepth'>,
): Promise<{ value: unknown } | Refusal> {
  const bytes = await wholeBody(request, bodyBytes)
  if (isRefusal(bytes)) return bytes
  if (bytes.length === 0) return { value: {} }
  const refused = notJson(request)
  if (refused) return refused
  const parsed = parse(bytes)
  return isRefusal(parsed) ? parsed : (unfit(parsed.value, jsonDepth) ?? parsed)
}

/** All bytes of a body that has no more than `most` of them. */
export async function wholeBody(request: Request, most: number): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of limitedBytes(request, most)) chunks.push(chunk)
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  return Buffer.concat(chunks)
}

function notJson(request: Request): Refusal | undefined {
  const given = request.headers.get('content-type') ?? ''
  const [media = '', ...parameters] = given.toLowerCase().split(';')
  const charset = parameters
    .find((it) => it.trim().startsWith('charset='))
    ?.trim()
    .slice('charset='.length)
  if (media.trim() === 'application/json' && /^"?utf-8"?$/.test(charset ?? 'utf-8')) return undefined
  return refuse('unsupported-media', {
    message: `This takes JSON in UTF-8, not ${given === '' ? 'a body without a content type' : given}.`,
    fix: 'Send Content-Type: application/json.',
    facts: { accepted: ['application/json'] },
  })
}

function parse(bytes: Uint8Array): { value: unknown } | Refusal {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return unreadable(
      'The body is not JSON in UTF-8.',
      'Check it with a JSON parser: a quote, comma or bracket is missing or too many.',
    )
  }
}

/** Walks the value without recursion: it was written by a stranger, who may have nested it as deep as the body is long. */
function unfit(value: unknown, mostDepth: number): Refusal | undefined {
  const rest: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value: inner, depth } = next
    if (typeof inner === 'string' && !isPlainText(inner))
      return unreadable('A text holds a NUL or half a character.', 'Remove it.')
    if (typeof inner === 'number' && !Number.isFinite(inner))
      return unreadable('A number is too large.', 'Write it as text.')
    if (typeof inner !== 'object' || inner === null) continue
    if (depth > mostDepth)
      return unreadable(`The JSON is nested deeper than ${mostDepth}.`, 'Send what the command asks for.')
    if (Object.hasOwn(inner, '__proto__')) return unreadable('A field is called __proto__.', 'Remove it.')
    if (!Array.isArray(inner)) for (const key of Object.keys(inner)) rest.push({ value: key, depth })
    for (const child of Object.values(inner) as unknown[]) rest.push({ value: child, depth: depth + 1 })
  }
  return undefined
}

function unreadable(message: string, fix: string): Refusal {
  return refuse('bad-input', { message, fix })
}
