import { expect } from 'vitest'
import type { Kontor as Whole } from './kontor.ts'
import type { Expected, Lived } from './month.ts'

type Kontor = Pick<Whole, 'run'>
type Balances = { accounts: { account: string; amount: string }[] }
type Trial = { debit: string; credit: string }
type Run = { work: string; state: string; input: { message?: string }; proof: { evidence: Evidence } | null }
type Evidence = { entries?: string[]; escalated?: boolean }
type Conversation = { state: string; messages: { direction: string; state: string; subject: string; at: string }[] }

/** The names of `month.json` for what the chart of accounts splits further. */
const accountsOf: Record<string, RegExp> = {
  bank: /^bank:/,
  receivable: /^receivable$/,
  'vat.input': /^vat\.input$/,
  expense: /^expense\.(?!bank-fees)/,
  'bank-fees': /^expense\.bank-fees$/,
  payable: /^payable$/,
  revenue: /^revenue\./,
  'vat.output': /^vat\.output$/,
  'opening-balance': /^equity\.opening$/,
}

export async function checkBalances(kontor: Kontor, slug: string, { balances }: Expected): Promise<void> {
  const { accounts } = await kontor.run<Balances>('books', slug, 'balances')
  const told = Object.keys(balances).map((name) => [name, sumOf(accounts.filter(named(accountsOf[name]!)))] as const)
  expect(Object.fromEntries(told)).toEqual(balances)
  expect(accounts.filter((it) => !Object.values(accountsOf).some((pattern) => named(pattern)(it)))).toEqual([])
  const side = Object.values(balances).filter((it) => !it.startsWith('-'))
  const trial = await kontor.run<Trial>('books', slug, 'trial-balance')
  expect(trial).toMatchObject({ debit: eur(sumOfTexts(side)), credit: eur(sumOfTexts(side)) })
}

const named = (pattern: RegExp) => (it: { account: string }) => pattern.test(it.account)

function sumOf(accounts: readonly { amount: string }[]): string {
  return sumOfTexts(accounts.map(({ amount }) => amount.replace(/ EUR$/, '')))
}

/** Adds cents; with nothing of ours, so that a mistake of ours cannot cancel itself. */
function sumOfTexts(amounts: readonly string[]): string {
  const cents = amounts.reduce((sum, it) => sum + BigInt(it.replace('.', '')), 0n)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const eur = (amount: string): string => `${amount} EUR`

/** Every mail was answered from the entry named, or put before a person, or left alone. */
export async function checkMails(kontor: Kontor, slug: string, { taken }: Lived, expected: Expected): Promise<void> {
  const { runs } = await kontor.run<{ runs: Run[] }>('runs', slug, '--limit', '200')
  const lookAt = async (file: string) => {
    const { message, conversation, writer } = taken.get(file)!.facts
    const asked = ['query', 'inbox.conversation', slug, '--conversation', conversation!]
    const { state, messages } = await kontor.run<Conversation>(...asked)
    const work = runs.filter((it) => it.input.message === message && it.work === 'support.answer-message')
    const evidence = work.map(({ proof }) => proof?.evidence)
    return { state, writer, evidence, sent: messages.filter((it) => it.direction === 'out').map((it) => it.state) }
  }
  for (const [file, entry] of Object.entries(expected.answered)) {
    const answered = { state: 'answered', writer: 'person', evidence: [{ entries: [entry] }], sent: ['sent'] }
    expect(await lookAt(file), file).toMatchObject(answered)
  }
  for (const file of expected.escalated) {
    const waits = { state: 'waiting', writer: 'person', evidence: [{ escalated: true }], sent: [] }
    expect(await lookAt(file), file).toMatchObject(waits)
  }
  for (const [file, writer] of Object.entries(expected.neverAnswered)) {
    expect(await lookAt(file), file).toMatchObject({ state: 'resolved', writer, evidence: [], sent: [] })
  }
}

type Papers = Record<string, string>[]

export async function checkPapers(kontor: Kontor, slug: string, { invoices, bills }: Expected): Promise<void> {
  const issued = await kontor.run<Papers>('query', 'invoicing.invoices', slug)
  expect(issued.toReversed()).toMatchObject(
    invoices.map(({ number, buyer, issued, due, net, vat, gross, paid, open }) => {
      const state = open === '0.00' ? 'paid' : paid === '0.00' ? 'issued' : 'part-paid'
      const amounts = { net: eur(net), tax: eur(vat), gross: eur(gross), paid: eur(paid), open: eur(open) }
      return { number, customer: buyer, issued, due, ...amounts, state }
    }),
  )
  const drafted = await kontor.run<Papers>('query', 'invoicing.bills', slug)
  expect(drafted).toMatchObject(
    bills.map(({ number, supplier, issued, net, vat, gross, paid }) => {
      const amounts = { net: eur(net), tax: eur(vat), gross: eur(gross), paid: eur(paid) }
      return { number, supplier, issued, ...amounts, state: 'paid' }
    }),
  )
}

export async function checkReminders(kontor: Kontor, slug: string, { invoices }: Expected): Promise<void> {
  const found: Record<string, string[]> = Object.fromEntries(invoices.map(({ number }) => [number, []]))
  for (const { id } of await kontor.run<{ id: string }[]>('query', 'inbox.conversations', slug)) {
    const asked = ['query', 'inbox.conversation', slug, '--conversation', id]
    const { messages } = await kontor.run<Conversation>(...asked)
    for (const { direction, subject, at } of messages) {
      const number = /^Reminder\b.*\b([A-Z]+-\d{4}-\d+)$/.exec(subject)?.[1]
      if (direction === 'out' && number !== undefined) found[number]?.push(at.slice(0, 10))
    }
  }
  expect(found).toEqual(Object.fromEntries(invoices.map(({ number, reminded }) => [number, reminded])))
}

export async function checkBank(kontor: Kontor, slug: string, { bank }: Expected): Promise<void> {
  const [latest] = await kontor.run<{ closing: string }[]>('query', 'banking.statements', slug)
  expect(latest?.closing).toBe(eur(bank.statementClosing))
  const waiting = await kontor.run<Papers>('query', 'banking.lines', slug, '--state', 'waiting')
  expect(waiting.map(({ day, amount, text }) => ({ day, amount, text }))).toEqual(
    bank.unmatched.map((it) => ({ ...it, amount: eur(it.amount) })),
  )
  const { accounts } = await kontor.run<Balances>('books', slug, 'balances')
  expect(sumOf(accounts.filter(named(/^bank:/)))).toBe(bank.booksClosing)
  expect(sumOf(accounts.filter(named(/^equity\.opening$/)))).toBe(`-${bank.opening}`)
}
