import { currency, day, instant, type Money, parseAmount } from '#kernel'
import { paths } from '../paths.ts'
import type { CompanyHead } from '../views/company.ts'
import type { ShellView } from '../views/shared.ts'

/** Sample views: what a small portfolio looks like on an October night. For tests and for looking at screens. */
export function euro(text: string): Money {
  const amount = parseAmount(text, currency('EUR'))
  if (!amount) throw new TypeError(`${text} is not an amount`)
  return amount
}

export const shell: ShellView = {
  title: 'Portfolio',
  here: paths.portfolio,
  crumbs: [],
  companies: [
    { slug: 'pixel-post', name: 'Pixel Post', tone: 'bad' },
    { slug: 'quiet-inbox', name: 'Quiet Inbox', tone: 'warn' },
    { slug: 'ledgerline', name: 'Ledgerline', tone: 'good' },
    { slug: 'plain-terms', name: 'Plain Terms', tone: 'good' },
    { slug: 'gridwise', name: 'Gridwise', tone: 'neutral' },
  ],
  waiting: 4,
  person: { name: 'Founder', role: 'founder' },
  csrf: 'c5rf-token',
  signOut: paths.act('sign-out'),
  live: '/live',
  now: instant('2026-10-05T21:40:00Z'),
  today: day('2026-10-05'),
  timeZone: 'Europe/Berlin',
}

export const quietInbox: CompanyHead = {
  slug: 'quiet-inbox',
  name: 'Quiet Inbox',
  line: 'Answers the mail of small shops, in their voice, within the hour.',
  state: { tone: 'warn', text: '3 decisions wait' },
}

export function companyShell(title: string, above: ShellView['crumbs'] = []): ShellView {
  const crumbs =
    title === quietInbox.name ? [] : [{ text: quietInbox.name, href: paths.company(quietInbox.slug) }, ...above]
  return {
    ...shell,
    title,
    here: paths.company(quietInbox.slug),
    crumbs: [{ text: 'Portfolio', href: '/' }, ...crumbs],
  }
}
