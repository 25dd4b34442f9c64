import type { Io } from './io.ts'

export type Progress = { show(text: string, part?: { done: number; of: number }): void; end(): void }

const barWidth = 24

/** One line on stderr that is written over and over, where a person watches; nothing elsewhere. */
export function progressOn(io: Io, quiet: boolean): Progress {
  if (!io.watched || quiet) return { show: () => undefined, end: () => undefined }
  let shown = false
  return {
    show(text, part) {
      shown = true
      io.err(`\r\u001B[K${part ? `${bar(part)} ` : ''}${text}`)
    },
    end() {
      if (shown) io.err('\r\u001B[K')
    },
  }
}

function bar({ done, of }: { done: number; of: number }): string {
  const full = of === 0 ? barWidth : Math.round((done / of) * barWidth)
  return `${'━'.repeat(full)}${'╌'.repeat(barWidth - full)} ${done}/${of}`
}
