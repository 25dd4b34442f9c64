import type { CompanyId } from '#store'
import { progressOn } from './progress.ts'
import type { Context } from './verb.ts'

/** Waits for the runs that a command caused; the hint says when some go on without us. */
export async function settled(context: Context, company?: CompanyId): Promise<string[]> {
  if (context.dryRun) return []
  const installation = await context.open()
  const progress = progressOn(context.io, context.json)
  const show = (left: number): void => progress.show(`${left} ${left === 1 ? 'thing' : 'things'} under way`)
  const { left } = await installation.settle({ ...(company ? { company } : {}), progress: show })
  progress.end()
  if (left === 0) return []
  return [`${left} still under way; kontor runs shows them.`]
}
