import { isRefusal, refuse, type Refusal } from '#kernel'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Changes } from './changes.ts'
import type { HttpEnv } from './context.ts'
import { defaultSocketLimits, type SocketLimits } from './limits.ts'
import { problemResponse } from './problem.ts'

export type Where = {
  readonly port: number
  readonly host?: string
  readonly changes: Changes
  readonly limits?: Partial<SocketLimits>
}

export type Serving = {
  readonly url: string
  readonly port: number
  /** Takes nothing new, ends streams, lets work under way end within a second, then cuts off what is left. */
  stop(): Promise<void>
}

/** Listens; port 0 is a free one. Refused when the port or the host cannot be had. */
export async function serve(
  app: Hono<HttpEnv>,
  { port, host = '127.0.0.1', changes, limits: given = {} }: Where,
): Promise<Serving | Refusal> {
  const limits = { ...defaultSocketLimits, ...given }
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.bodyMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: unreadableRequest }),
  )
  server.maxHeadersCount = limits.headers
  server.maxConnections = limits.connections
  server.maxRequestsPerSocket = limits.requestsPerSocket
  const refused = await listen(server, port, host)
  if (isRefusal(refused)) return refused
  const at = server.address() as AddressInfo
  const name = at.family === 'IPv6' ? `[${at.address}]` : at.address
  let stopped: Promise<void> | undefined
  return {
    url: `http://${name}:${at.port}`,
    port: at.port,
    stop: () => (stopped ??= stop(server, changes, limits.stopMs)),
  }
}

function listen(server: Server, port: number, host: string): Promise<Refusal | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(cannotListen(error, port, host)))
    server.listen(port, host, () => resolve(undefined))
  })
}

function cannotListen(error: Error, port: number, host: string): Refusal {
  return refuse('cannot-listen', {
    message: `Nobody can listen on ${host}:${port}: ${error.message}`,
    fix: 'Choose another --port (0 takes a free one), or end the program that has it.',
    facts: { port, host },
  })
}

const sweepMs = 50

async function stop(server: Server, changes: Changes, stopMs: number): Promise<void> {
  changes.close()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
  const cut = setTimeout(() => server.closeAllConnections(), stopMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

/** A request without a readable address or host never reaches the app. */
function unreadableRequest(): Response {
  return problemResponse(
    refuse('bad-input', { message: 'The address or the host of this request cannot be read.', fix: 'Send it again.' }),
  )
}
