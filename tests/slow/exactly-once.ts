import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { sentMails } from '../scenarios/mails.ts'
import { folder, month } from '../scenarios/month.ts'
import type { Processes } from './kontor-process.ts'

/** Every mail of the first month's Quiet Inbox, and its statements in the order of their days. */
const files = (part: string): string[] => {
  const within = join(folder, 'quiet-inbox', part)
  return readdirSync(within)
    .toSorted()
    .map((name) => join(within, name))
}
export const arriving = [...files('mail'), ...files('bank')]

type Message = { id: string; direction: string; state: string; messageId: string; raw: string }
type Run = { state: string; work: string; input: unknown }

/** However often it was struck: everything that arrived was taken in once, and had each of its effects once. */
export async function expectOnce(kontor: Processes): Promise<void> {
  const ask = <T>(query: string, ...words: string[]): Promise<T> => kontor.run('query', query, 'quiet-inbox', ...words)
  const { runs } = await kontor.run<{ runs: Run[] }>('runs', 'quiet-inbox', '--limit', '200')
  expect(runs.filter(({ state }) => state !== 'done')).toEqual([])
  const works = runs.map(({ work, input }) => `${work} ${JSON.stringify(input)}`)
  const repeatable = works.filter((it) => !it.startsWith('bookkeeping.book-statement'))
  expect(new Set(repeatable).size).toBe(repeatable.length)

  const messages: Message[] = []
  for (const { id } of await ask<{ id: string }[]>('inbox.conversations')) {
    messages.push(...(await ask<{ messages: Message[] }>('inbox.conversation', '--conversation', id)).messages)
  }
  const { answered, invoices } = month.expected['quiet-inbox']!
  const [came, left] = ['in', 'out'].map((direction) => messages.filter((it) => it.direction === direction))
  expect(new Set(came!.map(({ raw }) => raw)).size).toBe(files('mail').length)
  expect(came).toHaveLength(files('mail').length)
  expect(left!.map(({ state }) => state)).toEqual(left!.map(() => 'sent'))
  expect(left).toHaveLength(Object.keys(answered).length + invoices.length)
  const mails = await sentMails(kontor)
  expect(mails).toHaveLength(left!.length)
  expect(new Set(mails.map(({ read }) => read.messageId))).toEqual(new Set(left!.map((it) => it.messageId)))

  const issued = await ask<{ number: string; gross: string }[]>('invoicing.invoices')
  expect(issued.map(({ gross }) => gross).toSorted()).toEqual(invoices.map(({ gross }) => `${gross} EUR`).toSorted())
  expect(new Set(issued.map(({ number }) => number.slice(-4)))).toEqual(new Set(['0001', '0002', '0003']))
  expect(await ask('invoicing.bills')).toHaveLength(1)
  expect(await ask('banking.lines')).toHaveLength(5)
  expect(await kontor.run('verify')).toMatchObject({ ok: true })
}
