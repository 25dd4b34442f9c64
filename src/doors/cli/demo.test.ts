import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CompanyMonth } from './demo/month-report.ts'
import { keyboard, root } from './fixture.ts'

type Expected = Record<string, { bank: { booksClosing: string; unmatched: unknown[] }; balances: { revenue: string } }>

const { type: kontor, folder } = keyboard()
const { expected } = JSON.parse(readFileSync(join(root, 'examples/first-month/month.json'), 'utf8')) as {
  expected: Expected
}

test('the demo tells a month in forty lines that say what its files say, and proves it', async () => {
  const demo = ['--data', join(folder, 'demo'), 'demo']
  const { code, out, err } = await kontor(demo, { empty: true })
  expect([code, err]).toEqual([0, ''])
  const lines = out.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(40)
  expect(lines.slice(-3)).toEqual([
    expect.stringMatching(/^books balance \(\d+ entries\)$/),
    expect.stringMatching(/^log verified \(\d+ lines\)$/),
    'journal exported (2 files)',
  ])
  for (const { bank, balances } of Object.values(expected)) {
    expect(out).toContain(`cash ${bank.booksClosing} EUR`)
    expect(out).toContain(`revenue ${balances.revenue.replace('-', '')} EUR`)
  }
  const journal = readFileSync(join(folder, 'demo/journals/quiet-inbox.journal'), 'utf8')
  expect(journal).toContain('QI-2026-0003')
  const again = await kontor(demo)
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('installation exists')])
  const companies = (await kontor(['--json'])).json().data['companies'] as CompanyMonth[]
  expect(companies).toHaveLength(2)
})

test('a demo never writes beside companies that are there', async () => {
  const { code, err } = await kontor(['--data', join(folder, 'used'), 'demo'], { empty: true })
  expect([code, err]).toEqual([1, expect.stringContaining('this database is in use')])
})

const fresh = keyboard()

test('a demo that is stopped ends at its next step', async () => {
  const stopping = new AbortController()
  stopping.abort()
  const { code, err } = await fresh.type(['--data', join(fresh.folder, 'stopped'), 'demo'], {
    empty: true,
    stopped: stopping.signal,
  })
  expect([code, err]).toEqual([130, expect.stringContaining('interrupted')])
})
