import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bytes on disk that can be read again and again until they are dropped. */
export type SpooledFile = { readonly content: AsyncIterable<Uint8Array>; drop(): Promise<void> }

/**
 * Writes what streams in to a file that only we can read: whoever takes in a file reads it more than once, and a
 * transaction that is tried again does too. What the stream throws is thrown on, and nothing is left behind.
 */
export async function spooled(bytes: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-upload-'))
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'file')
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of bytes) await file.write(chunk)
    } finally {
      await file.close()
    }
  } catch (error) {
    await drop()
    throw error
  }
  return { content: { [Symbol.asyncIterator]: () => createReadStream(path)[Symbol.asyncIterator]() }, drop }
}
