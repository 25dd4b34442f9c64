import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A file that the console serves as it is: its address, where it lies, its media type. */
export type Asset = { readonly path: `/assets/${string}`; readonly file: string; readonly type: string }

const packages = createRequire(import.meta.url)
const css = 'text/css; charset=utf-8'
const js = 'text/javascript; charset=utf-8'

/** The whole list: the server serves these and nothing else. Nothing comes from another host. */
export const assets: readonly Asset[] = [
  own('tokens.css', css),
  own('base.css', css),
  own('layout.css', css),
  own('components.css', css),
  own('controls.css', css),
  own('data.css', css),
  own('screens.css', css),
  own('waiting.css', css),
  own('stories.css', css),
  own('narrow.css', css),
  packaged('htmx.js', 'htmx.org/dist/htmx.min.js', js),
  own('morph.js', js),
  own('console.js', js),
  own('icon.svg', 'image/svg+xml'),
  packaged('inter-latin.woff2', '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', 'font/woff2'),
  packaged('inter-latin-ext.woff2', '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2', 'font/woff2'),
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

function own(name: string, type: string): Asset {
  return { path: `/assets/${name}`, file: fileURLToPath(new URL(`./assets/${name}`, import.meta.url)), type }
}

function packaged(name: string, specifier: string, type: string): Asset {
  return { path: `/assets/${name}`, file: packages.resolve(specifier), type }
}
