import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Instant, isRefusal, refuse, type Refusal } from '#kernel'
import { type Pack, pack } from 'tar-stream'

export type ArchiveWriter = {
  /** Adds an entry of exactly `size` bytes and returns its SHA-256. */
  add(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<string>
  text(name: string, content: string): Promise<void>
}

/** Writes a `.tar.gz` beside its place and moves it there when it is whole and on disk. Only its owner may read it. */
export async function writeArchive<T>(
  { out, at }: { out: string; at: Instant },
  work: (writer: ArchiveWriter) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  if (existsSync(out)) return fileExists(out)
  const part = `${out}.part`
  await rm(part, { force: true })
  const tar = pack()
  const written = pipeline(tar, createGzip(), createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }))
  let failed: unknown
  const ended = written.catch((error: unknown) => {
    failed = error
  })
  try {
    const result = await work(writerOf(tar, { at, broken: written }))
    if (isRefusal(result)) return result
    tar.finalize()
    await written
    await rename(part, out)
    return result
  } catch (error) {
    tar.destroy(null)
    await ended
    return cannotWrite(out, [failed, error])
  } finally {
    tar.destroy(null)
    await ended
    await rm(part, { force: true })
  }
}

function writerOf(tar: Pack, { at, broken }: { at: Instant; broken: Promise<void> }): ArchiveWriter {
  const add: ArchiveWriter['add'] = async (name, size, content) => {
    const hash = createHash('sha256')
    const entry = tar.entry({ name, size, mode: 0o600, mtime: new Date(at) })
    // An entry fails together with its archive, which is where the reason is.
    entry.on('error', () => undefined)
    const closed = once(entry, 'close')
    for await (const chunk of content) {
      hash.update(chunk)
      if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), broken])
    }
    entry.end(null)
    await Promise.race([closed, broken])
    return hash.digest('hex')
  }
  return {
    add,
    text: async (name, content) => {
      const bytes = Buffer.from(content)
      await add(name, bytes.length, one(bytes))
    },
  }
}

export async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

function fileExists(out: string): Refusal {
  return refuse('file-exists', {
    message: `There is a file ${out} already, and an archive never replaces one.`,
    fix: 'Choose another name, or move that file away.',
    facts: { file: out },
  })
}

const diskProblems = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EIO'])

/** When the disk fails, the entry being written fails as well; the disk is what to tell. */
function cannotWrite(out: string, errors: readonly unknown[]): Refusal {
  const found = errors.find(
    (error) => error instanceof Error && 'code' in error && diskProblems.has(String(error.code)),
  )
  if (!(found instanceof Error)) throw errors.at(-1)
  return refuse('archive-not-written', {
    message: `The archive could not be written to ${out}: ${found.message}`,
    fix: 'Choose a folder that exists, may be written to and has room.',
    facts: { file: out },
  })
}
