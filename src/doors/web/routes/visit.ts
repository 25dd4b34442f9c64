import { maySee, type Session } from '#access'
import { realChance } from '#kernel'
import { type CompanyInFigures, portfolioFigures } from '#portfolio'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ErrorPage } from '../pages/error.tsx'
import { errorViews } from '../pages/errors.ts'
import type { ShellView } from '../views/shared.ts'
import { noticeAt } from './notice.ts'
import type { ConsoleEnv, ConsoleOptions, Visit } from './options.ts'
import { placeIn } from './form-input.ts'
import { respond } from './respond.ts'
import { sessionIn } from './session-cookie.ts'
import { shellOf } from './shell.ts'

const nonceBytes = 12

/** Who came, and what they may see; undefined for strangers. */
export async function visitOf(
  c: Context<ConsoleEnv>,
  options: ConsoleOptions,
): Promise<(Visit & { shell(title: string): ShellView }) | undefined> {
  const session = await sessionIn(c, options.access)
  if (!session) return undefined
  const here = placeIn(c.req.path) ?? '/'
  const visit: Visit = {
    ...options,
    session,
    zone: options.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    here,
    query: (name) => c.req.query(name),
    nonce: Buffer.from(realChance().bytes(nonceBytes)).toString('base64url'),
    notice: await noticeAt(c, session, here),
    companies: await companiesOf(options, session),
  }
  return { ...visit, shell: (title) => shellOf(visit, { title }) }
}

export async function companiesOf(
  { installation }: ConsoleOptions,
  { principal }: Session,
): Promise<CompanyInFigures[]> {
  const all = await portfolioFigures(installation.store)
  return all.filter(({ company }) => maySee(principal, company.id))
}

/** Strangers see one card, and not too often. */
export async function strangerPage(
  c: Context<ConsoleEnv>,
  page: Parameters<typeof respond>[1],
  status: ContentfulStatusCode,
): Promise<Response> {
  const refused = c.get('stranger')?.()
  if (!refused) return respond(c, page, status)
  const wait = refused.facts['retryAfterSeconds']
  const view = errorViews.tooMany(typeof wait === 'number' ? { retryAfterSeconds: wait } : {})
  return respond(c, ErrorPage(view), 429)
}
