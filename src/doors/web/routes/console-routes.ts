import { isRefusal, newId, realChance } from '#kernel'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { matchedRoutes } from 'hono/route'
import { ErrorPage } from '../pages/error.tsx'
import { errorViews } from '../pages/errors.ts'
import { SignInPage } from '../pages/sign-in.tsx'
import { paths } from '../paths.ts'
import { act } from './acts.ts'
import { serveAssets } from './assets.ts'
import { addFiles } from './files.ts'
import { type ConsoleEnv, type ConsoleOptions, webLimits } from './options.ts'
import { addPages } from './pages.ts'
import { isSameOrigin, respond } from './respond.ts'
import { signIn, signInView } from './sign-in.ts'
import { companiesOf, strangerPage, visitOf } from './visit.ts'
import { sessionIn } from './session-cookie.ts'

/** The console: every page, every act, what changes live. To be mounted last on the app that guards the door. */
export function consoleRoutes(options: ConsoleOptions): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError((error, c) => broken(options, error, c))
  serveAssets(app)
  addSignIn(app, options)
  addActs(app, options)
  app.get(paths.live, (c) => live(c, options))
  addFiles(app, options)
  addPages(app, options)
  app.get('*', (c) => (c.req.path.startsWith('/api/') ? c.notFound() : nothingHere(c, options)))
  return app
}

const smallForm = bodyLimit({
  maxSize: webLimits.formBytes,
  onError: (c) => respond(c, ErrorPage(errorViews.forbidden()), 413),
})

function addSignIn(app: Hono<ConsoleEnv>, options: ConsoleOptions): void {
  app.get(paths.signIn, async (c) => {
    if (await sessionIn(c, options.access)) return c.redirect(paths.portfolio, 303)
    return await strangerPage(c, SignInPage(signInView(c.req.query('link'))), 200)
  })
  app.post(paths.act('sign-in'), smallForm, async (c) => {
    const refused = c.get('stranger')?.()
    if (refused || !isSameOrigin(c))
      return respond(c, ErrorPage(refused ? errorViews.tooMany() : errorViews.forbidden()), refused ? 429 : 403)
    return signIn(c, options)
  })
}

function addActs(app: Hono<ConsoleEnv>, options: ConsoleOptions): void {
  app.post('/do/:command', smallForm, async (c) => {
    const session = await sessionIn(c, options.access)
    if (!session) return strangerPage(c, SignInPage({ state: 'ask' }), 401)
    if (!isSameOrigin(c)) return respond(c, ErrorPage(errorViews.forbidden()), 403)
    const companies = await companiesOf(options, session)
    const answer = await act(c, options, { session, companies })
    return answer === 'forbidden' ? respond(c, ErrorPage(errorViews.forbidden()), 403) : answer
  })
}

/** Server-sent events: `changed` when a company that this person may see has moved on. */
async function live(c: Context<ConsoleEnv>, { access, changes }: ConsoleOptions): Promise<Response> {
  const session = await sessionIn(c, access)
  if (!session) return c.body(null, 204)
  const outgoing = c.env?.outgoing
  const stream = changes.follow(session.principal, outgoing ? { connection: outgoing } : {})
  return isRefusal(stream) ? c.body(null, 503) : stream
}

async function nothingHere(c: Context<ConsoleEnv>, options: ConsoleOptions): Promise<Response> {
  const visit = await visitOf(c, options)
  if (!visit) return strangerPage(c, SignInPage({ state: 'ask' }), 401)
  return respond(c, ErrorPage(errorViews.notFound({ shell: visit.shell('Not found') })), 404)
}

/** A bug or a broken database: the person gets an id, the log gets the rest. */
function broken({ access, log }: ConsoleOptions, error: Error, c: Context): Response {
  const id = newId('err', access.clock.now(), realChance())
  const route = matchedRoutes(c).at(-1)?.path ?? ''
  log({ event: 'http.failed', id, method: c.req.method, route, error: error.stack ?? error.message })
  return respond(c, ErrorPage(errorViews.broken({ reference: id })), 500)
}
