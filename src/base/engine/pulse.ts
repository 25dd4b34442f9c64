import { AsyncResource } from 'node:async_hooks'
import { elapsingMs, instant } from '#kernel'
import type { CompanyId, Rows } from '#store'
import { fire } from './calendar.ts'
import { dispatch } from './dispatch.ts'
import { pollMs } from './limits.ts'
import { endedNeighbours, joinNodes, type Node } from './node.ts'
import { claimName, type ClaimedRun } from './run.ts'
import type { Claim, Surroundings } from './surroundings.ts'

/** The loop that finds what there is to do: woken by commits of this process, else once a second. */
export type Pulse = {
  /** Looks again soon. */
  wake(): void
  /** Looks and settles when that look was done; throws what it threw. */
  beat(): Promise<void>
  stop(): Promise<void>
}

type Look = {
  alive: boolean
  abandoned: string[]
  claimed: ClaimedRun[]
  outbox: CompanyId[]
  calendar: { company: CompanyId; key: string }[]
  lost: string[]
}

export function openPulse(around: Surroundings, node: Node): Pulse {
  // A wake may come from inside a run; what it starts must not count as a part of that run.
  const outside = new AsyncResource('kontor.engine')
  let stopped = false
  let again = false
  let resting = false
  let timer: NodeJS.Timeout | undefined
  let soon: NodeJS.Immediate | undefined
  let beating: Promise<void> | undefined

  function beat(): Promise<void> {
    if (beating) return beating
    clearTimeout(timer)
    again = false
    resting = false
    beating = outside.runInAsyncScope(beatOnce, undefined, around, node, wake).finally(() => {
      beating = undefined
      if (stopped) return
      resting = again && isBusy(around)
      timer = setTimeout(quietly, resting ? restMs : pollMs)
      if (again) wake()
    })
    return beating
  }
  /** A look that failed (the database is away) is made again after the usual wait. */
  function quietly(): void {
    soon = undefined
    beat().catch(() => undefined)
  }
  /** Wakes of one moment are one look, made after what woke it has put its own things in order. */
  function wake(): void {
    if (beating || resting) again = true
    else if (!stopped) soon ??= setImmediate(quietly)
  }
  return {
    beat: async () => {
      await beating?.catch(() => undefined)
      await beat()
    },
    wake,
    async stop() {
      stopped = true
      clearTimeout(timer)
      clearImmediate(soon)
      await beating?.catch(() => undefined)
    },
  }
}

/** While half of the places are taken, places that become free are filled a few at a time. */
const restMs = 20

function isBusy({ claims, limits }: Surroundings): boolean {
  return limits.atOnce > 1 && claims.size * 2 >= limits.atOnce
}

async function beatOnce(around: Surroundings, node: Node, wake: () => void): Promise<void> {
  const look = await lookAndClaim(around)
  if (!look.alive) await around.line.installation((rows) => joinNodes(rows, node))
  for (const name of look.lost) interrupt(around, name)
  for (const run of look.claimed) begin(around, run, wake)
  await around.driver.abandon(look.abandoned)
  await eachAlone(look.outbox, (company) => dispatch(around, company))
  await eachAlone(look.calendar, (due) => fire(around.store, due))
}

const beatSql = 'select engine.beat($1, $2, $3, $4, $5, $6, $7) as look'

async function lookAndClaim(around: Surroundings): Promise<Look> {
  const { limits, claims, served, executor } = around
  const values = [executor, around.store.clock.now(), [...claims.keys()], limits.atOnce - claims.size]
  const shares = [limits.perCompany, limits.perRole, [...served]]
  const askedMs = elapsingMs()
  const [found] = await around.line.rows<{ look: Look }>(beatSql, [...values, ...shares])
  if (!found) throw new Error('the look at the queue came back empty')
  if (found.look.alive) around.heard.ms = askedMs
  for (const { company } of found.look.claimed) remember(served, company)
  return found.look
}

/** What goes wrong with one company must not hold up the others; it is reported when all had their turn. */
async function eachAlone<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) await act(item).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

const rememberedCompanies = 200

/** Moves a company to the end of those that were served lately. */
function remember(served: Set<CompanyId>, company: CompanyId): void {
  served.delete(company)
  served.add(company)
  const [oldest] = served
  if (oldest !== undefined && served.size > rememberedCompanies) served.delete(oldest)
}

async function takeOver(rows: Rows, gone: readonly string[]): Promise<string[]> {
  const taken = await rows<{ claimed: string }>('select claimed from engine.take_over($1)', [gone])
  return taken.map((it) => it.claimed)
}

/** At the start: runs of processes of this machine that are no more go on at once. */
export async function takeOverNeighbours(around: Surroundings, node: Node): Promise<void> {
  const abandoned = await around.line.installation(async (rows) => {
    await joinNodes(rows, node)
    const ended = await endedNeighbours(rows, node)
    return ended.length > 0 ? takeOver(rows, ended) : []
  })
  await around.driver.abandon(abandoned)
}

function begin(around: Surroundings, run: ClaimedRun, wake: () => void): void {
  const name = claimName(run)
  const claim: Claim = { run: { ...run, startedAt: instant(run.startedAt) }, steps: new Set() }
  around.claims.set(name, claim)
  void around.driver.carry(claim.run).finally(() => {
    if (around.claims.delete(name)) wake()
  })
}

export function interrupt(around: Surroundings, name: string): void {
  const claim = around.claims.get(name)
  if (claim) claim.interrupted = 'lost'
}
