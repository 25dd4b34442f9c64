import { isRefusal } from '#kernel'
import type { Hono } from 'hono'
import { ErrorPage } from '../pages/error.tsx'
import { errorViews } from '../pages/errors.ts'
import { SignInPage } from '../pages/sign-in.tsx'
import { documentFile, journalFile } from './documents.ts'
import type { ConsoleEnv, ConsoleOptions } from './options.ts'
import { respond } from './respond.ts'
import { strangerPage, visitOf } from './visit.ts'

/** Files to be saved: what came in or went out, and the journal. */
export function addFiles(app: Hono<ConsoleEnv>, options: ConsoleOptions): void {
  const { store } = options.installation
  app.get('/c/:slug/documents/:sha256', async (c) => {
    const visit = await visitOf(c, options)
    if (!visit) return strangerPage(c, SignInPage({ state: 'ask' }), 401)
    const found = visit.companies.find(({ company }) => company.slug === c.req.param('slug'))
    const file = found && (await documentFile(store, found.company.id, c.req.param('sha256')))
    if (file === undefined || isRefusal(file))
      return respond(c, ErrorPage(errorViews.notFound({ shell: visit.shell('Not found') })), 404)
    return file
  })
  app.get('/c/:slug/books/journal', async (c) => {
    const visit = await visitOf(c, options)
    if (!visit) return strangerPage(c, SignInPage({ state: 'ask' }), 401)
    const found = visit.companies.find(({ company }) => company.slug === c.req.param('slug'))
    if (!found) return respond(c, ErrorPage(errorViews.notFound({ shell: visit.shell('Not found') })), 404)
    return journalFile(store, found.company)
  })
}
