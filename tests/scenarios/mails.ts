import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ReadMessage, readMessage } from '#inbox'
import { invoiceFaults, readUbl } from '#invoicing'
import { accepted } from '#kernel'
import type { Kontor } from './kontor.ts'

export type SentMail = { readonly file: string; readonly raw: Buffer; readonly read: ReadMessage }

/** The mails that left, in the order of their file names. */
export async function sentMails({ folder }: Pick<Kontor, 'folder'>): Promise<SentMail[]> {
  const outbox = join(folder, 'outbox')
  const files = readdirSync(outbox).sort()
  return Promise.all(
    files.map(async (file) => {
      const raw = readFileSync(join(outbox, file))
      return { file, raw, read: accepted(await readMessage(raw)) }
    }),
  )
}

const longestLine = 998
const dateTime =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/
const once = ['from', 'to', 'date', 'message-id', 'subject', 'mime-version', 'content-type', 'auto-submitted']

/** What RFC 5322 (2.1, 2.1.1, 2.2, 3.3, 3.6) forbids and this mail does; read with nothing of ours. */
export function mailFaults(raw: Buffer): string[] {
  const text = raw.toString('latin1')
  const [head = ''] = text.split('\r\n\r\n', 1)
  const headers = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const named = (name: string): string[] =>
    headers.filter((it) => it.toLowerCase().startsWith(`${name}:`)).map((it) => it.slice(name.length + 1).trim())
  return [
    ...(/(^|[^\r])\n|\r(?!\n)/.test(text) ? ['a line does not end with CR LF'] : []),
    ...(text.split('\r\n').some((line) => line.length > longestLine) ? ['a line is longer than 998'] : []),
    ...(/[^\x20-\x7e\t\r\n]/.test(head) ? ['a header is not ASCII'] : []),
    ...headers.filter((it) => !/^[!-9;-~]+: /.test(it)).map((it) => `no header: ${it}`),
    ...once.filter((name) => named(name).length !== 1).map((name) => `${named(name).length} headers ${name}`),
    ...(dateTime.test(named('date')[0] ?? '') ? [] : [`no date: ${named('date')[0]}`]),
    ...(/^<[^<>@\s]+@[^<>@\s]+>$/.test(named('message-id')[0] ?? '') ? [] : ['no message id']),
  ]
}

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

/** What is wrong with the e-invoices of a mail; there must be exactly one. */
export function invoiceFaultsIn({ read }: SentMail): string[] {
  const files = read.attachments.filter(({ contentType }) => contentType.includes('xml'))
  if (files.length !== 1) return [`${files.length} e-invoices`]
  return files.flatMap(({ bytes }) => {
    const faults = invoiceFaults(accepted(readUbl(bytes))).map(({ rule, message }) => `${rule} ${message}`)
    const lint = hasXmllint ? spawnSync('xmllint', ['--noout', '-'], { input: bytes, encoding: 'utf8' }) : undefined
    return [...faults, ...(lint && lint.status !== 0 ? [lint.stderr] : [])]
  })
}
