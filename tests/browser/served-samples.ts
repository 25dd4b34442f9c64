import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { assets, contentSecurityPolicy, document } from '#doors/web'
import { Hono } from 'hono'
import { screens } from '../../src/doors/web/samples/index.ts'

export const names = Object.keys(screens) as (keyof typeof screens)[]

/** Every screen in every designed state, with the headers that it is served with. */
export function serveSamples(): Promise<{ url: string; close(): void }> {
  const app = new Hono()
  for (const { path, file, type } of assets) {
    app.get(path, (c) => c.body(new Uint8Array(readFileSync(file)), 200, { 'Content-Type': type }))
  }
  app.get('/live', (c) => c.body(null, 204))
  app.get('/screens/:name', (c) => {
    const page = screens[c.req.param('name') as keyof typeof screens]
    return c.html(document(page), 200, { 'Content-Security-Policy': contentSecurityPolicy })
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    )
  })
}
