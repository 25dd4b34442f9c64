import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Kontor } from '../scenarios/kontor.ts'

type Account = { account: string; type: keyof typeof tops; amount: string }

/** What hledger calls the five kinds of accounts, so that its reports know them. */
const tops = {
  asset: 'assets',
  liability: 'liabilities',
  equity: 'equity',
  income: 'revenues',
  expense: 'expenses',
} as const

function nameOf(account: string, type: Account['type']): string {
  return `${tops[type]}:${account.replace(/^(equity|expense|revenue|income)\./, '')}`
}

/** Debian's hledger accepts the exported journal, and comes to our balances, to the cent. */
export async function checkJournal(kontor: Pick<Kontor, 'run' | 'folder'>, slug: string): Promise<void> {
  const journal = join(kontor.folder, `${slug}.journal`)
  await kontor.run('export', slug, '--format', 'hledger', '--out', journal)
  hledger(journal, 'check', '-s')
  const csv = hledger(journal, 'bal', '-N', '--flat', '-E', '-O', 'csv')
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','))
  const theirs = rows.map(([account = '', amount = '']) => `${account} ${amount === '0' ? '0.00 EUR' : amount}`)
  const { accounts } = await kontor.run<{ accounts: Account[] }>('books', slug, 'balances')
  const ours = accounts.map(({ account, type, amount }) => `${nameOf(account, type)} ${amount}`)
  expect(new Set(theirs)).toEqual(new Set(ours))
}

function hledger(journal: string, ...words: string[]): string {
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
  const { error, status, stdout, stderr } = spawnSync('hledger', ['-f', journal, ...words], { encoding: 'utf8', env })
  if (error) throw new Error('hledger is needed here: apt-get install hledger', { cause: error })
  if (status !== 0) throw new Error(`hledger ${words.join(' ')}: ${stderr}`)
  return stdout
}
