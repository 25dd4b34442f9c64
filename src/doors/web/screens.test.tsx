import { currency, money } from '#kernel'
import { describe, expect, test } from 'vitest'
import { scaleOf, withinRange } from './components/scale.ts'
import { document } from './document.ts'
import { companyLede, portfolioLede } from './ledes.ts'
import { BalancesPage } from './pages/balances.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { WaitingPage } from './pages/waiting.tsx'
import { balances } from './samples/books.ts'
import { screens } from './samples/index.ts'
import { euro } from './samples/shell.ts'
import { waiting } from './samples/waiting.ts'
import type { Words } from './views/shared.ts'

const say = (words: Words) => words.map((word) => (typeof word === 'string' ? word : word.text)).join('')
const text = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('the founder reads', () => {
  test('how the portfolio stands in one breath', () => {
    const short = [{ slug: 'pixel-post', name: 'Pixel Post', runway: 'two months' }]
    expect(say(portfolioLede({ companies: 6, earned: [euro('18600')], waiting: 4, dueToday: 1, short }))).toBe(
      'Six companies earned €18,600.00 this month. Four decisions wait for you, one is due today. Pixel Post has two months of runway left.',
    )
    expect(say(portfolioLede({ companies: 1, earned: [], waiting: 0, dueToday: 0, short: [] }))).toBe(
      'One company earned nothing yet this month. Nothing waits for you.',
    )
  })

  test('how a company stands, and that all invoices are paid when they are', () => {
    const facts = { slug: 'a', name: 'A', earned: euro('0'), waiting: 1, dueToday: 0 }
    expect(say(companyLede({ ...facts, overdue: { count: 0, total: euro('0') } }))).toBe(
      'A earned nothing yet this month. All invoices are paid on time. One decision waits for you.',
    )
    expect(say(companyLede({ ...facts, overdue: { count: 2, total: euro('640') } }))).toContain(
      'Two invoices are overdue, €640.00 together.',
    )
  })

  test('good news when nothing waits', () => {
    expect(text(document(screens['waiting-empty']))).toContain('All caught up. The roles go on by themselves')
  })

  test('why a button cannot be pressed, beside the button', () => {
    const html = document(screens['waiting-mail'])
    expect(html).toMatch(
      /<button[^>]*disabled[^>]*>Send the reply to Tea &amp; Timber<\/button><p class="act-reason">The mail account/,
    )
  })

  test('that the books do not balance, when they do not', () => {
    const broken = { ...balances, totals: [{ debit: euro('1'), credit: euro('2') }] }
    expect(text(document(BalancesPage(broken)))).toContain('books do not balance')
    expect(text(document(BalancesPage(balances)))).toContain('books balance')
  })

  test('how to get in again when a link is dead', () => {
    for (const state of ['expired', 'used', 'unknown'] as const) {
      expect(text(document(SignInPage({ state })))).toContain('start it again for a fresh one')
    }
  })
})

test('the decision that is open is marked in the list, and its evidence names the same act', () => {
  const html = document(WaitingPage(waiting))
  expect(html).toMatch(/<li class="queue-item" id="waiting-apr_bill"><a [^>]*aria-current="true"/)
  expect(html.match(/aria-current="true"/g)).toHaveLength(1)
  expect(html).toContain('<article class="evidence" id="evidence-apr_bill"')
})

describe('a chart', () => {
  const eur = currency('EUR')
  test('has round ticks that enclose all amounts, and zero', () => {
    const scale = scaleOf([money(-123_456n, eur), money(1_820_000n, eur)], 100)
    expect(scale.ticks.map(({ minor }) => minor)).toEqual([2_000_000n, 1_500_000n, 1_000_000n, 500_000n, 0n, -500_000n])
    expect(scale.y(money(2_000_000n, eur))).toBe(0)
    expect(scale.y(money(-500_000n, eur))).toBe(100)
  })

  test('of nothing but zeros, or of one amount, still draws', () => {
    expect(scaleOf([money(0n, eur)], 100).y(money(0n, eur))).toBe(100)
    expect(withinRange([money(5n, eur), money(5n, eur)], 20)(money(5n, eur))).toBe(10)
  })

  test('of amounts beyond what a float can hold stays within its height', () => {
    const huge = 10n ** 30n
    const scale = scaleOf([money(huge, eur), money(huge / 2n, eur)], 200)
    expect(scale.y(money(huge, eur))).toBe(0)
    expect(scale.y(money(huge / 2n, eur))).toBe(100)
  })
})
