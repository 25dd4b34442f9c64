import type { Store } from '#store'
import { type CompanyInFigures, portfolioFigures } from './portfolio-figures.ts'
import { waitingInCompany } from './waiting-in-company.ts'
import { byUrgency, type WaitingItem } from './waiting-item.ts'

/** Everything that waits for a person in any company, the nearest deadline first. Companies where nothing waits are not asked. */
export async function waitingItems(store: Store, known?: readonly CompanyInFigures[]): Promise<WaitingItem[]> {
  const companies = known ?? (await portfolioFigures(store))
  const items: WaitingItem[] = []
  for (const { company, waiting } of companies) {
    if (waiting > 0) items.push(...(await store.read(company.id, waitingInCompany)))
  }
  return items.sort(byUrgency)
}
