import type { PropsWithChildren } from 'hono/jsx'
import { ActForm } from './components/act.tsx'
import { ToneDot } from './components/badge.tsx'
import { Keys } from './components/keys.tsx'
import { Notice } from './components/problem.tsx'
import { Head, morphing } from './head.tsx'
import { paths } from './paths.ts'
import type { CompanyMark, Path, ShellView } from './views/shared.ts'

/** The page of somebody who is signed in: rail, crumbs, the outcome of the last act, and the screen itself. */
export function Page({ shell, children }: PropsWithChildren<{ shell: ShellView }>) {
  return (
    <html lang="en">
      <Head title={shell.title} />
      <body {...morphing} data-live={shell.live}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <div id="app">
          <Rail shell={shell} />
          <div class="stage">
            <TopBar shell={shell} />
            <main id="main" tabindex={-1}>
              <Notice notice={shell.notice} csrf={shell.csrf} />
              {children}
            </main>
          </div>
        </div>
        <Keys />
      </body>
    </html>
  )
}

function Rail({ shell }: { shell: ShellView }) {
  return (
    <aside class="rail" aria-label="Kontor">
      <a class="brand" href={paths.portfolio}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M4 2v16M16 3 6.5 10 16 17" />
        </svg>
        kontor
      </a>
      <nav aria-label="Console">
        <ul class="rail-list">
          <RailLink href={paths.portfolio} here={shell.here} text="Portfolio" />
          <RailLink href={paths.waiting} here={shell.here} text="Waiting" count={shell.waiting} />
        </ul>
        {shell.companies.length > 0 ? <Companies companies={shell.companies} here={shell.here} /> : null}
      </nav>
      <div class="person">
        <p>
          <span class="person-name">{shell.person.name}</span>
          {shell.person.role === shell.person.name.toLowerCase() ? null : (
            <span class="quiet">{shell.person.role}</span>
          )}
        </p>
        <ActForm act={{ label: 'Sign out', action: shell.signOut }} csrf={shell.csrf} />
      </div>
    </aside>
  )
}

function RailLink({ href, here, text, count = 0 }: { href: Path; here: Path; text: string; count?: number }) {
  return (
    <li>
      <a href={href} aria-current={here === href ? 'page' : undefined}>
        <span>{text}</span>
        {count > 0 ? <span class="count">{count}</span> : null}
      </a>
    </li>
  )
}

function Companies({ companies, here }: { companies: readonly CompanyMark[]; here: Path }) {
  return (
    <>
      <h2 class="rail-title">Companies</h2>
      <ul class="rail-list">
        {companies.map(({ slug, name, tone }) => (
          <li id={`rail-${slug}`}>
            <a href={paths.company(slug)} aria-current={here.startsWith(paths.company(slug)) ? 'true' : undefined}>
              <ToneDot tone={tone} />
              <span class="clip">{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

function TopBar({ shell }: { shell: ShellView }) {
  return (
    <header class="topbar">
      <nav aria-label="Where you are">
        <ol class="crumbs">
          {shell.crumbs.map(({ text, href }) => (
            <li>
              <a href={href}>{text}</a>
            </li>
          ))}
          <li aria-current="page">{shell.title}</li>
        </ol>
      </nav>
      <div class="topbar-end">
        {shell.live ? (
          <span class="live" id="live">
            <span class="dot" aria-hidden="true" />
            Live
          </span>
        ) : null}
        <button type="button" class="plain small scripted" data-dialog="keys">
          Keys<kbd aria-hidden="true">?</kbd>
        </button>
      </div>
    </header>
  )
}
