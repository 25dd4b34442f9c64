import { launchCompany } from '#companies'
import { type Actor, newId, type Refusal } from '#kernel'
import type { CompanyId, Done, Store } from '#store'
import type { CompanyFolder } from './templates.ts'

export type Launched = { company: CompanyId; slug: string; name: string }
type Launch = Pick<CompanyFolder, 'file' | 'knowledge' | 'template'> & {
  readonly actor: Actor
  readonly key?: string
  readonly dryRun?: boolean
}

/** Launches a company under a new id. */
export function launch(
  store: Store,
  { file, knowledge, template, ...request }: Launch,
): Promise<Done<Launched> | Refusal> {
  const company = newId('cmp', store.clock.now(), store.chance)
  return store.execute(launchCompany, { company, input: { file, knowledge: [...knowledge], template }, ...request })
}
