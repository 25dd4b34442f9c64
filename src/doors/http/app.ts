import type { Access } from '#access'
import { commands, type Installation, queries } from '#doors/catalogue'
import { type Clock, newId, realChance, realClock, refuse, Refused } from '#kernel'
import type { Command, Query } from '#store'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import type { Changes } from './changes.ts'
import { addCommands } from './commands.ts'
import type { Door, HttpContext, HttpEnv, HttpEvent } from './context.ts'
import { boundedWork, countedAddress, inTime, knownPrincipal, problemsAsPages } from './guards.ts'
import { addHealth } from './health.ts'
import { addImports } from './imports.ts'
import { defaultLimits, type HttpLimits } from './limits.ts'
import { openApi } from './openapi.ts'
import { problemResponse } from './problem.ts'
import { addQueries } from './queries.ts'
import { openRates } from './rates.ts'
import { addReadOnly } from './read-only.ts'

export type HttpOptions = {
  readonly access: Access
  readonly changes: Changes
  readonly log: (event: HttpEvent) => void
  readonly version: string
  /** See `Door`. */
  readonly hosts?: readonly string[]
  readonly proxies?: number
  readonly limits?: Partial<HttpLimits>
  /** Real by default: rates follow the machine's time, also where the installation's is simulated. */
  readonly clock?: Clock
  readonly problemPage?: NonNullable<Door['problemPage']>
  readonly commands?: readonly Command[]
  readonly queries?: readonly Query[]
}

/** The app; more routes can be added to it and stand behind the same guards. */
export function createApp(installation: Installation, options: HttpOptions): Hono<HttpEnv> {
  const door = doorOf(installation, options)
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => failed(door, error, c))
  app.notFound(() => problemResponse(nothingHere()))
  app.use(secureHeaders(pageHeaders))
  app.use(problemsAsPages(door))
  app.use(countedAddress(door))
  app.use(inTime(door))
  app.use(boundedWork(door))
  app.use('/api/*', knownPrincipal(door))
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (_c, methods) => wrongMethod(methods) }))
  addHealth(app, door)
  const description = JSON.stringify(openApi(door))
  app.get('/openapi.json', (c) => c.body(description, 200, { 'Content-Type': 'application/json' }))
  addReadOnly(app, door)
  addCommands(app, door)
  addQueries(app, door)
  addImports(app, door)
  return app
}

function doorOf(installation: Installation, options: HttpOptions): Door {
  const limits = { ...defaultLimits, ...options.limits }
  const clock = options.clock ?? realClock()
  const rates = openRates(clock, limits.ratesKept)
  return { commands, queries, hosts: [], proxies: 0, ...options, installation, limits, clock, rates }
}

const nothing = ["'none'"]

/** A page may set its own, stricter or wider; what sets none may load nothing and be shown nowhere. */
const pageHeaders = {
  contentSecurityPolicy: { defaultSrc: nothing, baseUri: nothing, formAction: nothing, frameAncestors: nothing },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
  overwrite: false,
}

function nothingHere() {
  return refuse('no-such-address', {
    message: 'There is nothing at this address.',
    fix: '/openapi.json lists what there is.',
  })
}

function wrongMethod(methods: readonly string[]): Response {
  const refusal = refuse('method-not-allowed', {
    message: `This address takes ${methods.join(', ')}.`,
    fix: 'Use one of them.',
    facts: { allowed: methods },
  })
  return problemResponse(refusal, { Allow: methods.join(', ') })
}

/** A bug, a broken database, or somebody who hung up: the caller gets an id, the log gets the rest. */
function failed({ clock, log }: Door, error: Error, c: HttpContext): Response {
  if (error instanceof Refused) return problemResponse(error.refusal)
  if (error instanceof HTTPException || c.req.raw.signal.aborted) {
    return problemResponse(
      refuse('bad-input', { message: 'The request broke off or cannot be read.', fix: 'Send it again.' }),
    )
  }
  const id = newId('err', clock.now(), realChance())
  const route = matchedRoutes(c).at(-1)?.path ?? ''
  log({ event: 'http.failed', id, method: c.req.method, route, error: error.stack ?? error.message })
  return problemResponse(
    refuse('unexpected', {
      message: 'Something broke here. Nothing was half-done: a command is saved whole or not at all.',
      fix: `Try again; if it stays, look for ${id} in the log of the server.`,
      facts: { id },
    }),
  )
}
