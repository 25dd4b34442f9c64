import type { Path } from './views/shared.ts'

/** Addresses of the console's screens, for pages and for what makes their views. */
export const paths = {
  portfolio: '/' as Path,
  waiting: '/waiting' as Path,
  launch: '/launch' as Path,
  live: '/live' as Path,
  signIn: '/sign-in' as Path,
  decision: (id: string): Path => `/waiting?item=${encodeURIComponent(id)}`,
  company: (slug: string): Path => `/c/${encodeURIComponent(slug)}/`,
  books: (slug: string): Path => `/c/${encodeURIComponent(slug)}/books`,
  account: (slug: string, code: string): Path =>
    `/c/${encodeURIComponent(slug)}/books/accounts/${encodeURIComponent(code)}`,
  entry: (slug: string, id: string): Path => `/c/${encodeURIComponent(slug)}/books/entries/${encodeURIComponent(id)}`,
  inbox: (slug: string): Path => `/c/${encodeURIComponent(slug)}/inbox`,
  thread: (slug: string, id: string): Path => `/c/${encodeURIComponent(slug)}/inbox/${encodeURIComponent(id)}`,
  work: (slug: string): Path => `/c/${encodeURIComponent(slug)}/work`,
  run: (slug: string, id: string): Path => `/c/${encodeURIComponent(slug)}/work/${encodeURIComponent(id)}`,
  document: (slug: string, sha256: string): Path =>
    `/c/${encodeURIComponent(slug)}/documents/${encodeURIComponent(sha256)}`,
  journal: (slug: string): Path => `/c/${encodeURIComponent(slug)}/books/journal`,
  /** Where the form of a command posts. */
  act: (command: string): Path => `/do/${encodeURIComponent(command)}`,
}
