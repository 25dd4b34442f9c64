import { AsyncResource } from 'node:async_hooks'
import type { CompanyId, Rows } from '#store'
import { fire } from './calendar.ts'
import { dispatch } from './dispatch.ts'
import { pollMs } from './limits.ts'
import { endedNeighbours, joinNodes, type Node } from './node.ts'
import { claimedColumns, claimName, type ClaimedRun } from './run.ts'
import type { Surroundings } from './surroundings.ts'

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
  gone: string[]
  outbox: CompanyId[]
  calendar: { company: CompanyId; key: string }[]
  waiting: boolean
  lost: string[]
}

export function openPulse(around: Surroundings, node: Node): Pulse {
  // A wake may come from inside a run; what it starts must not count as a part of that run.
  const outside = new AsyncResource('kontor.engine')
  let stopped = false
  let again = false
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void> | undefined

  function beat(): Promise<void> {
    clearTimeout(timer)
    again = false
    beating ??= beatOnce(around, node).finally(() => {
      beating = undefined
      if (!stopped) timer = setTimeout(quietly, again ? 0 : pollMs)
    })
    return beating
  }
  /** A look that failed (the database is away) is made again after the usual wait. */
  function quietly(): void {
    beat().catch(() => undefined)
  }
  return {
    beat: async () => {
      await beating?.catch(() => undefined)
      await beat()
    },
    wake() {
      if (stopped) return
      if (beating) again = true
      else outside.runInAsyncScope(quietly)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await beating?.catch(() => undefined)
    },
  }
}

async function beatOnce(around: Surroundings, node: Node): Promise<void> {
  const { look, claimed, abandoned } = await around.store.installation((rows) => lookAndClaim(around, node, rows))
  for (const name of look.lost) interrupt(around, name)
  for (const run of claimed) begin(around, run)
  if (abandoned.length > 0) await around.driver.abandon(abandoned)
  await eachAlone(look.outbox, (company) => dispatch(around, company))
  await eachAlone(look.calendar, (due) => fire(around.store, due))
}

/** What goes wrong with one company must not hold up the others; it is reported when all had their turn. */
async function eachAlone<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) await act(item).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

type Found = { look: Look; claimed: ClaimedRun[]; abandoned: string[] }

async function lookAndClaim(around: Surroundings, node: Node, rows: Rows): Promise<Found> {
  const now = around.store.clock.now()
  const values = [node.executor, now, [...around.claims.keys()]]
  const [found] = await rows<{ look: Look }>('select engine.look($1, $2, $3) as look', values)
  if (!found) throw new Error('the look at the queue came back empty')
  const { look } = found
  if (!look.alive) await joinNodes(rows, node)
  const abandoned = look.gone.length > 0 ? await takeOver(rows, look.gone) : []
  const room = around.limits.atOnce - around.claims.size
  const claims = room > 0 && (look.waiting || abandoned.length > 0)
  return { look, claimed: claims ? await claim(around, rows, room) : [], abandoned }
}

async function claim(around: Surroundings, rows: Rows, room: number): Promise<ClaimedRun[]> {
  const { store, limits, executor, served } = around
  const sql = `select ${claimedColumns} from engine.claim_runs($1, $2, $3, $4, $5, $6)`
  const values = [executor, store.clock.now(), room, limits.perCompany, limits.perRole, [...served]]
  const claimed = await rows<ClaimedRun>(sql, values)
  for (const { company } of claimed) remember(served, company)
  return claimed
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
  const abandoned = await around.store.installation(async (rows) => {
    await joinNodes(rows, node)
    const ended = await endedNeighbours(rows, node)
    return ended.length > 0 ? takeOver(rows, ended) : []
  })
  await around.driver.abandon(abandoned)
}

function begin(around: Surroundings, run: ClaimedRun): void {
  const name = claimName(run)
  around.claims.set(name, { run, steps: new Set() })
  void around.driver.carry(run).finally(() => around.claims.delete(name))
}

export function interrupt(around: Surroundings, name: string): void {
  const claim = around.claims.get(name)
  if (claim) claim.interrupted = 'lost'
}
