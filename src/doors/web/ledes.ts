import { type Day, isZero, type Money } from '#kernel'
import { countOf, formatDay, formatMoney } from './format.ts'
import { paths } from './paths.ts'
import type { Word, Words } from './views/shared.ts'

export type PortfolioFacts = {
  readonly companies: number
  /** Income of this month, one amount for each currency. */
  readonly earned: readonly Money[]
  readonly waiting: number
  readonly dueToday: number
  readonly late?: number
  /** Companies that run out of money first. */
  readonly short: readonly { readonly slug: string; readonly name: string; readonly runway: string }[]
}

/** *Six companies earned €18,600.00 this month. Four decisions wait for you, one is due today. …* */
export function portfolioLede(facts: PortfolioFacts): Words {
  const earned = facts.earned.map((amount) => formatMoney(amount)).join(' and ') || 'nothing yet'
  return [
    `${countOf(facts.companies, 'company', 'companies')} earned ${earned} this month. `,
    ...waitingWords(facts),
    ...facts.short.flatMap(({ slug, name, runway }): Word[] => [
      ' ',
      { text: name, href: paths.company(slug), tone: 'bad' },
      ` has ${runway} of runway left.`,
    ]),
  ]
}

export type CompanyFacts = {
  readonly slug: string
  readonly name: string
  readonly earned: Money
  readonly overdue: { readonly count: number; readonly total: Money }
  readonly waiting: number
  readonly dueToday: number
  readonly late?: number
  readonly cashLasts?: Day
}

/** *Quiet Inbox earned €2,480.00 this month. Two invoices are overdue … Cash lasts until 4 Mar 2027.* */
export function companyLede(facts: CompanyFacts): Words {
  const overdue = countOf(facts.overdue.count, 'invoice is overdue', 'invoices are overdue')
  return [
    `${facts.name} earned ${isZero(facts.earned) ? 'nothing yet' : formatMoney(facts.earned)} this month. `,
    ...(facts.overdue.count === 0
      ? ['All invoices are paid on time. ']
      : [
          { text: overdue, href: paths.books(facts.slug), tone: 'warn' } as const,
          `, ${formatMoney(facts.overdue.total)} together. `,
        ]),
    ...waitingWords(facts),
    ...(facts.cashLasts ? [` Cash lasts until ${formatDay(facts.cashLasts)}.`] : []),
  ]
}

function waitingWords({ waiting, dueToday, late = 0 }: Pick<PortfolioFacts, 'waiting' | 'dueToday' | 'late'>): Word[] {
  if (waiting === 0) return ['Nothing waits for you.']
  const says = (count: number, what: string): string =>
    count > 0 ? `, ${countOf(count, 'is', 'are').toLowerCase()} ${what}` : ''
  const due = `${says(late, 'late')}${says(dueToday, 'due today')}.`
  return [{ text: countOf(waiting, 'decision waits', 'decisions wait'), href: paths.waiting }, ` for you${due}`]
}
