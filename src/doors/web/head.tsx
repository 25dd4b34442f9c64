import { stylesheets } from './assets.ts'

/** htmx without what a strict content security policy forbids, and without pages kept in the browser's storage. */
const htmxConfig = JSON.stringify({
  allowEval: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  timeout: 20_000,
  responseHandling: [
    { code: '204', swap: false },
    { code: '...', swap: true },
  ],
})

/** On the body: forms and live refreshes fetch a page and morph `#app` in place. */
export const morphing = { 'hx-ext': 'morph', 'hx-target': '#app', 'hx-select': '#app', 'hx-swap': 'morph' }

export function Head({ title }: { title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <title>{title === 'Kontor' ? title : `${title} · Kontor`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={htmxConfig} />
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="preload" href="/assets/inter-latin.woff2" as="font" type="font/woff2" crossorigin="anonymous" />
      {stylesheets.map((href) => (
        <link rel="stylesheet" href={href} />
      ))}
      <script src="/assets/htmx.js" defer />
      <script src="/assets/console.js" type="module" />
    </head>
  )
}
