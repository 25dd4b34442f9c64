import type { Access, Session } from '#access'
import { endSession, sessionOf } from '#access'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

const name = 'kontor_session'

/** Whoever signed in with this browser, or undefined. */
export async function sessionIn(c: Context, access: Access): Promise<Session | undefined> {
  const text = getCookie(c, name)
  return text === undefined ? undefined : sessionOf(access, text)
}

/** Out of reach of scripts, and sent only with requests that our own pages make. */
export function keepSession(c: Context, text: string, expiresAt: string): void {
  setCookie(c, name, text, { ...cookieTerms(c), expires: new Date(expiresAt) })
}

export async function dropSession(c: Context, access: Access): Promise<void> {
  const text = getCookie(c, name)
  if (text !== undefined) await endSession(access, text)
  deleteCookie(c, name, cookieTerms(c))
}

export function cookieTerms(c: Context) {
  return { path: '/', httpOnly: true, sameSite: 'Strict', secure: new URL(c.req.url).protocol === 'https:' } as const
}
