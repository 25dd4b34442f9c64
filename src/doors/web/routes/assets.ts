import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Context, Hono } from 'hono'
import { type Asset, assets } from '../assets.ts'
import type { ConsoleEnv } from './options.ts'

type Served = {
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly zipped: Uint8Array<ArrayBuffer> | undefined
}

/** Files under their own address, read once; a browser asks again with the tag and gets nothing back when nothing changed. */
export function serveAssets(app: Hono<ConsoleEnv>): void {
  const read = new Map<string, Served>()
  for (const asset of assets) {
    app.get(asset.path, (c) => {
      const served = read.get(asset.path) ?? load(asset)
      read.set(asset.path, served)
      return answer(c, served)
    })
  }
}

function load({ file, type }: Asset): Served {
  const plain = new Uint8Array(readFileSync(file))
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { type, etag, plain, zipped: type.startsWith('font/') ? undefined : new Uint8Array(gzipSync(plain)) }
}

function answer(c: Context, { type, etag, plain, zipped }: Served): Response {
  const headers = {
    ETag: etag,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  }
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const zips = zipped !== undefined && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  const encoding: Record<string, string> = zips ? { 'Content-Encoding': 'gzip' } : {}
  return new Response(zips ? zipped : plain, { headers: { ...headers, ...encoding, 'Content-Type': type } })
}
