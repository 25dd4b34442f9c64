import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that the console serves as it is: its address, where it lies, its media type. */
export type Asset = { readonly path: `/assets/${string}`; readonly file: string; readonly type: string }

const css = 'text/css; charset=utf-8'
const js = 'text/javascript; charset=utf-8'

/** The whole list: the server serves these and nothing else. Nothing comes from another host. */
export const assets: readonly Asset[] = [
  asset(new URL('./assets/tokens.css', import.meta.url), css),
  asset(new URL('./assets/base.css', import.meta.url), css),
  asset(new URL('./assets/layout.css', import.meta.url), css),
  asset(new URL('./assets/components.css', import.meta.url), css),
  asset(new URL('./assets/controls.css', import.meta.url), css),
  asset(new URL('./assets/tables.css', import.meta.url), css),
  asset(new URL('./assets/screens.css', import.meta.url), css),
  asset(new URL('./assets/waiting.css', import.meta.url), css),
  asset(new URL('./assets/stories.css', import.meta.url), css),
  asset(new URL('./assets/narrow.css', import.meta.url), css),
  asset(import.meta.resolve('htmx.org/dist/htmx.min.js'), js, 'htmx.js'),
  asset(new URL('./assets/morph.js', import.meta.url), js),
  asset(new URL('./assets/console.js', import.meta.url), js),
  asset(new URL('./assets/icon.svg', import.meta.url), 'image/svg+xml'),
  asset(
    import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
    'font/woff2',
    'inter-latin.woff2',
  ),
  asset(
    import.meta.resolve('@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2'),
    'font/woff2',
    'inter-latin-ext.woff2',
  ),
]

export const stylesheets = assets.filter(({ type }) => type === css).map(({ path }) => path)

/** What the pages need and no more; the server sends it with every one of them. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function asset(location: URL | string, type: string, name?: string): Asset {
  const file = fileURLToPath(location)
  return { path: `/assets/${name ?? basename(file)}`, file, type }
}
