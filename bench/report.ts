import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { onBed } from './bed.ts'
import type { Row } from './row.ts'

const head = ['| figure | ours | bar | bar, same run | ratio | |', '|---|--:|---|--:|--:|---|']

export function printTable(rows: readonly Row[]): string {
  const lines = rows.map(({ figure, ours, bar, measured, ratio, pass }) => {
    const verdict = pass === undefined ? '' : pass ? 'pass' : 'MISS'
    return `| ${[figure, ours, bar, measured, ratio === undefined ? '–' : ratio.toFixed(2), verdict].join(' | ')} |`
  })
  return [...head, ...lines].join('\n')
}

/** The page: how it was measured, then every figure beside its bar. */
export async function printReport(rows: readonly Row[]): Promise<string> {
  const memory = Math.round(totalmem() / 1024 ** 3)
  const model = cpus()[0]?.model.trim() ?? 'an unnamed processor'
  const debian = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  const lines = [
    '# Benchmarks',
    '',
    'Written by `npm run bench`. Every figure stands beside its bar: a peer or a limit, measured in the same run, on the',
    'same server, in turns with ours; figures of turns are medians. PostgreSQL is the embedded one with the settings of',
    'real use: every commit reaches the disk.',
    '',
    `- machine: ${availableParallelism()} cores (${model}), ${memory} GB memory, ${debian}`,
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- versions: Node ${process.versions.node}, PostgreSQL ${await postgresVersion()}`,
    '- command: `npm run bench`; one part alone: `npm run bench -- posting`',
    '',
    printTable(rows),
    '',
  ]
  return lines.join('\n')
}

async function postgresVersion(): Promise<string> {
  return onBed([], async ({ open }) => {
    const store = await open(1)
    const { rows } = await store.owner.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? ''
  })
}
