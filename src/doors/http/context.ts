import type { Access, Principal } from '#access'
import type { Installation } from '#doors/catalogue'
import type { Clock, Refusal } from '#kernel'
import type { Command, Query } from '#store'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Changes } from './changes.ts'
import type { HttpLimits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { Rates } from './rates.ts'

/** What a request carries through the app. `incoming` and `outgoing` are absent in tests without a socket. */
export type HttpEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    /** Who is counted when nobody else is: an IPv4 address, or the /64 of an IPv6 one. */
    address: string
    /** Counts a request that nobody answers for; a refusal when there were too many. */
    stranger(): Refusal | undefined
    /** Under `/api/` only. */
    principal: Principal
  }
}

export type HttpContext = Context<HttpEnv>

/** A line for the server's log. It never holds a secret, a query string or a body. */
export type HttpEvent = {
  readonly event: 'http.failed'
  readonly id: string
  readonly method: string
  readonly route: string
  readonly error: string
}

export type Door = {
  readonly installation: Installation
  readonly access: Access
  readonly changes: Changes
  readonly commands: readonly Command[]
  readonly queries: readonly Query[]
  readonly limits: HttpLimits
  readonly rates: Rates
  readonly clock: Clock
  /** Names beside loopback's by which people reach this server; `0.0.0.0` or `::` lets in every IP address. */
  readonly hosts: readonly string[]
  /** How many proxies stand before this server and add to X-Forwarded-For; none is believed otherwise. */
  readonly proxies: number
  readonly version: string
  /** A problem as a page for people; outside of `/api/` only. */
  readonly problemPage?: (c: HttpContext, problem: Problem) => Response | Promise<Response> | undefined
  readonly log: (event: HttpEvent) => void
}
