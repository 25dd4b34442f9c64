import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { limits } from './limits.ts'

export type Words = { said(): readonly string[] }

/** Keeps the last lines that a program wrote, and passes each on. */
export function collectWords(stream: Readable, listener: (line: string) => void = () => {}): Words {
  const kept: string[] = []
  createInterface({ input: stream }).on('line', (whole) => {
    const line = whole.slice(0, limits.lineChars)
    kept.push(line)
    if (kept.length > limits.quotedLines) kept.shift()
    listener(line)
  })
  return { said: () => [...kept] }
}
