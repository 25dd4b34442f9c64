import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '#engine'
import type { CompanyId, Store } from '#store'
import { limits } from './limits.ts'

export type Watch = { readonly company?: CompanyId; readonly progress?: (left: number) => void }

/** What is to be done now: facts to hand on, due rows, runs under way or due. */
const leftSql = `select (
    (select count(*) from store.outbox where $1::text is null or company_id = $1)
    + (select count(*) from engine.calendar where at <= $2 and ($1::text is null or company_id = $1))
    + (select count(*) from engine.runs where ($1::text is null or company_id = $1)
      and (state = 'running' or (state in ('queued', 'waiting-retry') and due_at <= $2))))::int as left`

async function countLeft(store: Store, company: CompanyId | undefined): Promise<number> {
  const values = [company ?? null, store.clock.now()]
  const [row] = await store.installation((rows) => rows<{ left: number }>(leftSql, values))
  return row?.left ?? 0
}

/**
 * Waits until nothing is left, or the limit is over. The engine is opened only when there is something to do;
 * without one (a server has it) this only watches.
 */
export async function settle(
  store: Store,
  openEngine: (() => Promise<Engine>) | undefined,
  { company, progress }: Watch,
): Promise<{ left: number }> {
  let left = await countLeft(store, company)
  if (left === 0) return { left }
  const engine = await openEngine?.()
  const drained = { yes: false }
  const draining = engine?.drain().then(() => void (drained.yes = true))
  for (let waited = 0; left > 0 && !drained.yes && waited < limits.settleMs; waited += limits.settlePollMs) {
    progress?.(left)
    await Promise.race([sleep(limits.settlePollMs), ...(draining ? [draining] : [])])
    left = await countLeft(store, company)
  }
  draining?.catch(() => undefined)
  return { left }
}
