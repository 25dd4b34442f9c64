import { createSignInLink, openAccess } from '#access'
import type { Installation } from '#doors/catalogue'
import { createApp, openChanges, serve } from '#doors/http'
import { consoleRoutes, signInPath } from '#doors/web'
import { accepted, isRefusal, type Refusal } from '#kernel'
import { limits } from './limits.ts'

export type Listening = { readonly url: string; readonly signIn: string; stop(): Promise<void> }

export type Listen = {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly version: string
  /** A line of JSON for each thing that went wrong; never a secret. */
  readonly log: (line: string) => void
}

/** Answers requests for an installation on a port: the door for programs, and the console with a link that signs in once. */
export async function listen(
  installation: Installation,
  { host, port, version, log }: Listen,
): Promise<Listening | Refusal> {
  const { store } = installation
  const access = openAccess(store)
  const changes = openChanges(store)
  const failed = (event: object): void => log(JSON.stringify(event))
  const app = createApp(installation, { access, changes, version, hosts: [host], log: failed })
  app.route('/', consoleRoutes({ installation, access, changes, log: failed }))
  const serving = await serve(app, { host, port, changes, limits: { stopMs: limits.answerMs } })
  if (isRefusal(serving)) return serving
  const link = accepted(await createSignInLink(access, { person: 'founder', role: 'founder', companies: 'all' }))
  return { url: serving.url, signIn: serving.url + signInPath(link.text), stop: () => serving.stop() }
}
