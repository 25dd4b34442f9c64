import type { PropsWithChildren } from 'hono/jsx'
import { Head, morphing } from '../head.tsx'

/** A page for somebody who is not signed in: one card, nothing of the companies. */
export function StrangerPage({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <html lang="en">
      <Head title={title} />
      <body {...morphing}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <div id="app" class="stranger">
          <main id="main" tabindex={-1}>
            <p class="brand">
              <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                <path d="M4 2v16M16 3 6.5 10 16 17" />
              </svg>
              kontor
            </p>
            {children}
          </main>
        </div>
      </body>
    </html>
  )
}
