import { openBills, openInvoices } from '#invoicing'
import { type Day, lastDay, type Money, type Month, sum } from '#kernel'
import type { ReadTx } from '#store'
import { type BurnOfMonth, burns, completedMonths, firstMonth } from './cash-history.ts'
import { monthSoFar } from './company-figures.ts'
import { positionOn } from './position.ts'
import { median, type Runway, runwayOf } from './runway.ts'
import { waitingInCompany } from './waiting-in-company.ts'
import type { WaitingItem } from './waiting-item.ts'

const chartMonths = 12

export type Deadline = {
  readonly id: string
  readonly kind: 'invoice' | 'bill' | 'waiting'
  readonly what: string
  readonly due: Day
  readonly amount?: Money
  readonly entry?: string
}

/** How one company stands. */
export type CompanyHome = {
  readonly today: Day
  readonly cash: Money
  readonly earned: Money
  readonly result: Money
  readonly receivable: Money
  readonly payable: Money
  readonly overdue: { readonly count: number; readonly total: Money }
  /** What went into the runway, month by month. */
  readonly burns: readonly BurnOfMonth[]
  readonly burn: Money | undefined
  readonly runway: Runway
  /** Cash at the end of each completed month, oldest first. */
  readonly months: readonly { readonly month: Month; readonly cash: Money }[]
  readonly deadlines: readonly Deadline[]
  readonly waiting: readonly WaitingItem[]
}

export async function companyHome(tx: ReadTx): Promise<CompanyHome> {
  const first = await firstMonth(tx)
  const { cash, receivable, payable } = await positionOn(tx)
  const burnt = await burns(tx, first)
  const burn = median(burnt.map((it) => it.burn))
  const open = await openInvoices(tx)
  const overdue = open.filter(({ due }) => due < tx.today)
  const waiting = await waitingInCompany(tx)
  return {
    today: tx.today,
    cash,
    ...(await monthSoFar(tx)),
    receivable,
    payable,
    overdue: {
      count: overdue.length,
      total: sum(
        overdue.map((it) => it.open),
        cash.currency,
      ),
    },
    burns: burnt,
    burn,
    runway: runwayOf({ cash, burn, today: tx.today }),
    months: await monthEnds(tx, completedMonths({ first, today: tx.today, most: chartMonths })),
    deadlines: await deadlines(tx, { open, waiting }),
    waiting,
  }
}

async function monthEnds(tx: ReadTx, months: readonly Month[]): Promise<CompanyHome['months']> {
  const ends: { month: Month; cash: Money }[] = []
  for (const month of months) ends.push({ month, cash: (await positionOn(tx, lastDay(month))).cash })
  return ends
}

type Dated = { open: Awaited<ReturnType<typeof openInvoices>>; waiting: readonly WaitingItem[] }

/** What customers owe us and we owe others, and what waits, by day. */
async function deadlines(tx: ReadTx, { open, waiting }: Dated): Promise<Deadline[]> {
  const bills = await openBills(tx)
  return [
    ...open.map(({ id, number, customer, due, open: amount, entry }): Deadline => {
      return { id, kind: 'invoice', what: `${customer} pays ${number}`, due, amount, entry }
    }),
    ...bills.map(({ id, number, supplier, due, open: amount, entry }): Deadline => {
      const what = `Bill ${number} of ${supplier}`
      return { id, kind: 'bill', what, due, amount, ...(entry === null ? {} : { entry }) }
    }),
    ...waiting.flatMap(({ id, sentence, due }): Deadline[] =>
      due ? [{ id, kind: 'waiting', what: sentence, due }] : [],
    ),
  ].sort((a, b) => a.due.localeCompare(b.due) || a.id.localeCompare(b.id))
}
