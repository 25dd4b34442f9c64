import { authenticateToken, unauthenticated } from '#access'
import { isRefusal, refuse, type Refusal } from '#kernel'
import type { MiddlewareHandler } from 'hono'
import { addressOf, isOurHost } from './address.ts'
import type { Door, HttpEnv } from './context.ts'
import { problemIn, problemResponse } from './problem.ts'
import { tooMany } from './rates.ts'

type Guard = MiddlewareHandler<HttpEnv>

/** Only requests that name this server, and not too many from one address. */
export function countedAddress({ hosts, proxies, rates, limits }: Door): Guard {
  return async (c, next) => {
    if (!isOurHost(new URL(c.req.url).hostname, hosts)) return problemResponse(unknownHost())
    const address = addressOf(c, proxies)
    const wait = rates.take(`address ${address}`, limits.perAddress)
    if (wait > 0) return problemResponse(tooMany(wait))
    c.set('address', address)
    c.set('stranger', () => {
      const stranger = rates.take(`stranger ${address}`, limits.perStranger)
      return stranger > 0 ? tooMany(stranger) : undefined
    })
    return next()
  }
}

/** Only who carries a token; everybody else learns nothing, not even which addresses exist. */
export function knownPrincipal({ access, rates, limits }: Door): Guard {
  return async (c, next) => {
    const [, text] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    const principal = text === undefined ? unauthenticated() : await authenticateToken(access, text)
    if (isRefusal(principal)) return problemResponse(c.get('stranger')() ?? principal)
    const wait = rates.take(principal.id, limits.perToken)
    if (wait > 0) return problemResponse(tooMany(wait))
    c.set('principal', principal)
    return next()
  }
}

/** Requests at once are limited; a request that is answered late still counts until its work has ended. */
export function boundedWork({ limits }: Door): Guard {
  let underWay = 0
  return async (_c, next) => {
    if (underWay >= limits.atOnce) return problemResponse(tooBusy())
    underWay++
    try {
      await next()
    } finally {
      underWay--
    }
    return undefined
  }
}

/** Every request is answered in time; an upload has more of it. */
export function inTime({ limits }: Door): Guard {
  return async (c, next) => {
    const mostMs = c.req.path.endsWith('/imports') ? limits.uploadMs : limits.requestMs
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, mostMs, 'late')
    })
    try {
      if ((await Promise.race([next(), late])) === 'late') return problemResponse(tookTooLong(mostMs))
    } finally {
      clearTimeout(timer)
    }
    return undefined
  }
}

/** What people meet outside of the API is said on a page, with the same status and the same headers. */
export function problemsAsPages({ problemPage }: Door): Guard {
  return async (c, next) => {
    await next()
    if (!problemPage || c.req.path.startsWith('/api/') || !/text\/html/i.test(c.req.header('accept') ?? '')) return
    const problem = await problemIn(c.res)
    const page = problem && (await problemPage(c, problem))
    if (!page) return
    const headers = new Headers(page.headers)
    for (const name of ['Allow', 'Retry-After', 'Cache-Control']) {
      const value = c.res.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    c.res = undefined
    c.res = new Response(page.body, { status: problem.status, headers })
  }
}

function unknownHost(): Refusal {
  return refuse('unknown-host', {
    message: 'This server does not go by the name that the request used.',
    fix: 'Use http://127.0.0.1 or http://localhost, or start it with --host and the name that people use.',
  })
}

export function tooBusy(): Refusal {
  return refuse('too-busy', {
    message: 'Too much is under way at once.',
    fix: 'Try again in a second.',
    facts: { retryAfterSeconds: 1 },
  })
}

function tookTooLong(mostMs: number): Refusal {
  return refuse('took-too-long', {
    message: `This took longer than ${mostMs / 1_000} s; it may still be done.`,
    fix: 'Repeat it with the same Idempotency-Key: what was done is not done again.',
  })
}
