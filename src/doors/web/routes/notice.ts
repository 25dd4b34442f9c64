import type { Session } from '#access'
import type { Refusal } from '#kernel'
import type { Context } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import type { NoticeView, Path } from '../views/shared.ts'
import { webLimits } from './options.ts'
import { cookieTerms } from './session-cookie.ts'
import { capitalised } from '../makers/words.ts'

const name = 'kontor_notice'
const longest = 1_000

const text = z.string().max(longest)
const shape = z.object({
  at: z.string(),
  notice: z.union([
    z.object({ kind: z.literal('done'), text }),
    z.object({ kind: z.literal('refused'), title: text, message: text, fix: text.optional() }),
  ]),
})

/** Says on the next page what the act did. It stays for some seconds, because that page refreshes itself meanwhile. */
export async function leaveNotice(
  c: Context,
  session: Session,
  { at, notice }: { at: Path; notice: NoticeView },
): Promise<void> {
  const [pathname] = at.split('?')
  const value = Buffer.from(JSON.stringify({ at: pathname, notice })).toString('base64url')
  await setSignedCookie(c, name, value, session.csrf, { ...cookieTerms(c), maxAge: webLimits.noticeSeconds })
}

export async function noticeAt(c: Context, session: Session, here: Path): Promise<NoticeView | undefined> {
  const value = await getSignedCookie(c, session.csrf, name)
  if (!value) return undefined
  try {
    const { at, notice } = shape.parse(JSON.parse(Buffer.from(value, 'base64url').toString()))
    return at === here ? (notice as NoticeView) : undefined
  } catch {
    return undefined
  }
}

export function refusedNotice({ kind, message, fix }: Refusal): NoticeView {
  const cut = (words: string) => words.slice(0, longest)
  return { kind: 'refused', title: capitalised(kind), message: cut(message), ...(fix ? { fix: cut(fix) } : {}) }
}
