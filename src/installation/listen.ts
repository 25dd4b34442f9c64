import { openAccess } from '#access'
import type { Installation } from '#doors/catalogue'
import { createApp, openChanges, serve } from '#doors/http'
import { isRefusal, type Refusal } from '#kernel'
import { limits } from './limits.ts'

export type Listening = { readonly url: string; readonly signIn?: string; stop(): Promise<void> }

export type Listen = {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly version: string
  /** A line of JSON for each thing that went wrong; never a secret. */
  readonly log: (line: string) => void
}

/** Answers requests for an installation: the HTTP door on a port. */
export async function listen(
  installation: Installation,
  { host, port, version, log }: Listen,
): Promise<Listening | Refusal> {
  const { store } = installation
  const access = openAccess(store)
  const changes = openChanges(store)
  const app = createApp(installation, {
    access,
    changes,
    version,
    hosts: [host],
    log: (event) => log(JSON.stringify(event)),
  })
  const serving = await serve(app, { host, port, changes, limits: { stopMs: limits.answerMs } })
  return isRefusal(serving) ? serving : { url: serving.url, stop: () => serving.stop() }
}
