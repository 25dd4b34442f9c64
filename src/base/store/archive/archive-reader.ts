import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { refuse, type Refusal, Refused } from '#kernel'
import { extract, type Header } from 'tar-stream'
import type { ArchiveLimits } from './limits.ts'
import { type Place, placeOf } from './place.ts'

export type ArchiveEntry = {
  readonly name: string
  readonly place: Place
  readonly content: AsyncIterable<Buffer>
}

/**
 * Reads a `.tar.gz` entry by entry, within limits; nothing is written to disk, whatever its names say.
 * Throws `Refused` with `archive-broken` for anything that is not a whole archive of Kontor.
 */
export async function readArchive(
  { file, limits }: { file: string; limits: ArchiveLimits },
  visit: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  const tar = extract()
  let unreadable: unknown
  const read = pipeline(createReadStream(file), createGunzip(), atMost(limits.totalBytes), tar).catch(
    (error: unknown) => {
      unreadable = error
    },
  )
  const seen = new Set<string>()
  try {
    for await (const entry of tar)
      await visit({ ...checked(entry.header, seen, limits), content: entry as AsyncIterable<Buffer> })
  } catch (error) {
    tar.destroy(null)
    await read
    // What the reader met comes back through the entry as well; anything else is of the visitor's own making.
    throw error === unreadable ? notRead(file, error) : error
  }
  await read
  if (unreadable) throw notRead(file, unreadable)
}

function checked(
  { name, type, size }: Header,
  seen: Set<string>,
  limits: ArchiveLimits,
): Omit<ArchiveEntry, 'content'> {
  const place = type === 'file' ? placeOf(name) : undefined
  if (!place) throw broken(`it holds ${JSON.stringify(name.slice(0, 200))}, which Kontor does not write`)
  if (seen.has(name)) throw broken(`it holds ${name} twice`)
  seen.add(name)
  if (seen.size > limits.entries) throw broken(`it holds more than ${limits.entries} entries`)
  const limit = entryLimit(place, limits)
  if (size > limit) throw broken(`${name} has ${size} bytes; the limit is ${limit}`)
  return { name, place }
}

function entryLimit(place: Place, limits: ArchiveLimits): number {
  if (place.kind === 'file') return limits.fileBytes
  if (place.kind === 'rows' || place.kind === 'installation') return limits.entryBytes
  return limits.manifestBytes
}

function atMost(limit: number): Transform {
  let total = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length
      done(total > limit ? broken(`unpacked it has more than ${limit} bytes`) : null, chunk)
    },
  })
}

const lineFeed = 0x0a

/** The lines of an entry without their line feeds; the last one must have had one. */
export async function* lines(entry: ArchiveEntry, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  const limit = limits.lineBytes
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of entry.content) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      if (length + end - from > limit) throw tooLong(entry, limit)
      yield Buffer.concat([...parts, chunk.subarray(from, end)])
      from = end + 1
      parts = []
      length = 0
    }
    length += chunk.length - from
    if (length > limit) throw tooLong(entry, limit)
    if (from < chunk.length) parts.push(chunk.subarray(from))
  }
  if (length > 0) throw broken(`${entry.name} ends in the middle of a line`)
}

function tooLong({ name }: ArchiveEntry, limit: number): Refused {
  return broken(`${name} has a line of more than ${limit} bytes`)
}

/** All of an entry; its size has been checked against its limit. */
export async function contentOf(entry: ArchiveEntry): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of entry.content) parts.push(chunk)
  return Buffer.concat(parts)
}

export function broken(why: string): Refused {
  return new Refused(
    refuse('archive-broken', {
      message: `The archive cannot be used: ${why}. Nothing was restored.`,
      fix: 'Fetch the file again, or use another copy of it.',
      facts: { why },
    }),
  )
}

function notRead(file: string, error: unknown): unknown {
  if (error instanceof Refused || !(error instanceof Error)) return error
  if (!('syscall' in error)) return broken(error.message)
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' ? new Refused(noFile(file, error.message)) : error
}

function noFile(file: string, why: string): Refusal {
  return refuse('no-such-file', {
    message: `The archive ${file} cannot be read: ${why}`,
    fix: 'Name a file that exists and may be read.',
    facts: { file },
  })
}
