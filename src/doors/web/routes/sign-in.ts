import { redeemSignInLink } from '#access'
import { isRefusal } from '#kernel'
import type { Context } from 'hono'
import { document } from '../document.ts'
import { SignInPage } from '../pages/sign-in.tsx'
import { paths } from '../paths.ts'
import type { SignInView } from '../views/outer.ts'
import type { Path } from '../views/shared.ts'
import type { ConsoleOptions } from './options.ts'
import { readForm } from './form-input.ts'
import { keepSession } from './session-cookie.ts'

/** The address that `kontor serve` prints; opening it only asks, so that a preview cannot use the link up. */
export function signInPath(text: string): Path {
  return `${paths.signIn}?link=${encodeURIComponent(text)}`
}

const linkShape = /^lnk_[0-9a-z]{26}\.[A-Za-z0-9_-]{43}$/

export function signInView(link: string | undefined): SignInView {
  if (link === undefined) return { state: 'ask' }
  if (!linkShape.test(link)) return { state: 'unknown' }
  return { state: 'confirm', action: paths.act('sign-in'), token: link, csrf: '', person: 'the founder' }
}

const states: Readonly<Record<string, 'expired' | 'used' | 'unknown'>> = {
  'sign-in-link-expired': 'expired',
  'sign-in-link-used': 'used',
}

/** Uses the link up. No form of ours was needed to get here: whoever holds the link may come in. */
export async function signIn(c: Context, { access }: ConsoleOptions): Promise<Response> {
  const form = await readForm(c)
  const token = isRefusal(form) ? undefined : form.input['token']
  const opened = await redeemSignInLink(access, typeof token === 'string' ? token : '')
  if (isRefusal(opened)) return c.html(document(SignInPage({ state: states[opened.kind] ?? 'unknown' })), 401)
  keepSession(c, opened.text, opened.expiresAt)
  return c.redirect(paths.portfolio, 303)
}
