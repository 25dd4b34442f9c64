import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { contentSecurityPolicy } from '../assets.ts'
import { document } from '../document.ts'

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** A page with the headers that go with every page. */
export function respond(
  c: Context,
  page: Parameters<typeof document>[0],
  status: ContentfulStatusCode = 200,
): Response {
  return c.html(document(page), status, headers)
}

/** Whether a form came from a page of this server, as far as the browser tells. */
export function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('origin')
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host)
}
