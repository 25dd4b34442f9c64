import type { Refusal } from '#kernel'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** RFC 9457, with what a program needs to act on it. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly fix?: string
  readonly kind: string
  readonly facts: Readonly<Record<string, unknown>>
}

export const problemMedia = 'application/problem+json'

const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  'bad-input': 400,
  unauthenticated: 401,
  'not-allowed': 403,
  'needs-a-person': 403,
  'unknown-entry': 404,
  'unknown-reservation': 404,
  'unknown-run': 404,
  'method-not-allowed': 405,
  'idempotency-conflict': 409,
  'period-closed': 409,
  'plan-changed': 409,
  'too-large': 413,
  'input-too-large': 413,
  'unsupported-media': 415,
  'unknown-host': 421,
  'too-many-requests': 429,
  unexpected: 500,
  'too-busy': 503,
  'not-ready': 503,
  'took-too-long': 504,
}

/** The status of a refusal; a kind that only its room knows is a request that was understood and not done. */
function statusOf(kind: string): ContentfulStatusCode {
  return statuses[kind] ?? (kind.startsWith('no-such-') ? 404 : 422)
}

function problemOf({ kind, message, fix, facts }: Refusal): Problem {
  return {
    type: `https://kontor.example/problems/${kind}`,
    title: titleOf(kind),
    status: statusOf(kind),
    detail: message,
    ...(fix === undefined ? {} : { fix }),
    kind,
    facts,
  }
}

/** A refusal as an answer, with the headers that its status asks for. */
export function problemResponse(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const problem = problemOf(refusal)
  const asked: Record<string, string> = { ...headers, 'Content-Type': problemMedia, 'Cache-Control': 'no-store' }
  if (problem.status === 401) asked['WWW-Authenticate'] = 'Bearer'
  const wait = refusal.facts['retryAfterSeconds']
  if (typeof wait === 'number') asked['Retry-After'] = String(wait)
  return new Response(JSON.stringify(problem), { status: problem.status, headers: asked })
}

/** `period-closed` → `Period closed`. */
function titleOf(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The problem in an answer that was made by `problemResponse`. */
export async function problemIn(response: Response): Promise<Problem | undefined> {
  if (response.headers.get('Content-Type') !== problemMedia) return undefined
  return (await response.clone().json()) as Problem
}
