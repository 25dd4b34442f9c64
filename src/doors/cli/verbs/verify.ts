import { type Company, companyList } from '#companies'
import { replayBalances } from '#ledger'
import { type Store, verifyLog } from '#store'
import { z } from 'zod'
import { exitCodes } from '../exit-codes.ts'
import { progressOn } from '../progress.ts'
import { defineVerb } from '../verb.ts'

type Verdict = {
  readonly company: string
  readonly ok: boolean
  readonly log: { readonly ok: boolean; readonly lines: number; readonly why?: string }
  readonly books: { readonly ok: boolean; readonly entries: number; readonly differences: readonly unknown[] }
}

export const verify = defineVerb({
  examples: ['kontor verify', 'kontor verify my-company --json'],
  positional: ['company'],
  input: z.strictObject({ company: z.string().optional().describe('slug or id; all companies when left out') }),
  async run(context, { company: name }) {
    const { store } = await context.open()
    const companies = name === undefined ? await companyList(store) : [await context.company(name)]
    const progress = progressOn(context.io, context.json)
    const verdicts: Verdict[] = []
    for (const company of companies) {
      progress.show(company.slug, { done: verdicts.length, of: companies.length })
      verdicts.push(await verdictOn(store, company))
    }
    progress.end()
    const ok = verdicts.every((it) => it.ok)
    return {
      data: { ok, companies: verdicts },
      lines: verdictLines(verdicts),
      exit: ok ? exitCodes.ok : exitCodes.failed,
    }
  },
})

/** The log by its hashes; the books by their postings, their reservations and the facts in the log. */
async function verdictOn(store: Store, { id, slug }: Company): Promise<Verdict> {
  const log = await store.read(id, verifyLog)
  const books = await store.read(id, replayBalances)
  return {
    company: slug,
    ok: log.ok && books.ok,
    log: log.ok ? { ok: true, lines: log.lines } : { ok: false, lines: log.lines, why: `line ${log.seq}: ${log.why}` },
    books,
  }
}

export function verdictLines(verdicts: readonly Verdict[]): string[] {
  const bad = verdicts.filter((it) => !it.ok)
  const found = bad.flatMap(({ company, log, books }) => [
    ...(log.ok ? [] : [`✗ ${company}: the log is broken at ${log.why}`]),
    ...(books.ok ? [] : [`✗ ${company}: ${books.differences.map((it) => JSON.stringify(it)).join('; ')}`]),
  ])
  const [entries, lines] = [sum(verdicts.map((it) => it.books.entries)), sum(verdicts.map((it) => it.log.lines))]
  return [
    ...found,
    verdicts.every((it) => it.books.ok) ? `books balance (${entries} entries)` : 'books do not balance',
    verdicts.every((it) => it.log.ok) ? `log verified (${lines} lines)` : 'log not verified',
  ]
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0)
}
