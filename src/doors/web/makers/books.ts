import { money, negate, parseDay, sum } from '#kernel'
import { type AccountBalance, type AccountType, balances, periods, trialBalance } from '#ledger'
import type { CompanyInFigures } from '#portfolio'
import { paths } from '../paths.ts'
import type { AccountGroup, BalancesView } from '../views/books.ts'
import type { Visit } from '../routes/options.ts'
import { companyShell, headOf } from '../routes/shell.ts'
import { ownMoney } from './words.ts'

const groups: readonly { readonly kind: AccountGroup['kind']; readonly type: AccountType }[] = [
  { kind: 'assets', type: 'asset' },
  { kind: 'liabilities', type: 'liability' },
  { kind: 'equity', type: 'equity' },
  { kind: 'income', type: 'income' },
  { kind: 'expenses', type: 'expense' },
]
const monthsShown = 12

export async function balancesView(visit: Visit, figures: CompanyInFigures): Promise<BalancesView> {
  const { company } = figures
  const asked = parseDay(visit.query('as-of') ?? '')
  const found = await visit.installation.store.read(company.id, async (tx) => ({
    balances: await tx.ask(balances, asked ? { asOf: asked } : {}),
    trial: await tx.ask(trialBalance, asked ? { asOf: asked } : {}),
    periods: await tx.ask(periods, {}),
    today: tx.today,
  }))
  const { debit, credit } = found.trial
  return {
    shell: companyShell(visit, company, { title: 'Books' }),
    company: headOf(figures),
    asOf: asked ?? found.today,
    groups: groupsOf(found.balances.accounts),
    totals: [{ debit: ownMoney(debit), credit: ownMoney(credit) }],
    periods: found.periods.periods.slice(0, monthsShown).map(({ month, state }) => ({ month, state })),
    exports: [{ text: 'Journal for hledger', href: paths.journal(company.slug) }],
  }
}

function groupsOf(accounts: readonly AccountBalance[]): AccountGroup[] {
  return groups.flatMap(({ kind, type }) => {
    const rows = accounts.filter((account) => account.type === type)
    const [first] = rows
    if (!first) return []
    const total = sum(
      rows.map(({ book }) => natural(book, type)),
      ownMoney(first.book).currency,
    )
    return [
      {
        kind,
        accounts: rows.map(({ account, name, amount }) => ({ code: account, name, balance: natural(amount, type) })),
        total: [total],
      },
    ]
  })
}

/** Credit accounts are shown positive when they hold what they usually hold. */
export function natural(printed: string, type: AccountType) {
  const amount = ownMoney(printed)
  const shown = type === 'asset' || type === 'expense' ? amount : negate(amount)
  return shown.minor === 0n ? money(0n, shown.currency) : shown
}
