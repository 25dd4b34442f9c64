import type { Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import type { Installation } from '#doors/catalogue'
import { refuse, type Refusal } from '#kernel'
import { limits } from './limits.ts'

export type Listening = { readonly url: string; readonly signIn?: string; stop(): Promise<void> }

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
}

/** Answers requests for an installation on a port; port 0 takes a free one. */
export async function listen(
  installation: Installation,
  { host, port }: { host: string; port: number },
): Promise<Listening | Refusal> {
  const server = await serverOf(installation)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, resolve)
    })
  } catch (error) {
    return notListening(error, { host, port })
  }
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, stop: () => stop(server) }
}

async function serverOf(installation: Installation): Promise<Server> {
  const { createAdaptorServer } = await import('@hono/node-server')
  const { Hono } = await import('hono')
  const app = new Hono()
  app.get('/healthz', async (c) => {
    await installation.store.installation((rows) => rows('select 1'))
    return c.json({ ok: true })
  })
  return createAdaptorServer({ fetch: app.fetch }) as Server
}

/** Answers under way may end; open streams are cut. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), limits.answerMs).unref()
  await closed
}

function notListening(error: unknown, { host, port }: { host: string; port: number }): Refusal {
  const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined
  if (reason === undefined) throw error
  return refuse('port-not-usable', {
    message: `Kontor cannot listen on ${host}:${port}: ${reason}.`,
    fix: 'Choose another one with --port; 0 takes a free one.',
    facts: { host, port },
  })
}
