import { type Actor, type Instant, isRefusal, type Refusal, refuse, system } from '#kernel'
import type { CompanyId, Connection, Store } from '#store'
import { setTimeout as sleep } from 'node:timers/promises'
import { advance, drain } from './advance.ts'
import { cancelRun } from './cancel-run.ts'
import { carryOut } from './carry-out.ts'
import { openDbosDriver } from './dbos-driver.ts'
import type { CarryOut, Driver, PlainStep } from './driver.ts'
import type { Duty } from './duty.ts'
import { runCancelled } from './events.ts'
import { openInlineDriver } from './inline-driver.ts'
import { defaultLimits, type EngineLimits } from './limits.ts'
import { leaveNodes, type Node, thisNode } from './node.ts'
import { openOwnLine } from './own-line.ts'
import { interrupt, openPulse, type Pulse, takeOverNeighbours } from './pulse.ts'
import { replay, type Replay } from './replay.ts'
import { resumeRun } from './resume-run.ts'
import { type Run, run, runs, type RunStep } from './runs.ts'
import { refusedInput, startRun } from './start-run.ts'
import type { Surroundings } from './surroundings.ts'
import { launchInTurn } from './launch-turn.ts'
import type { RunId, Work } from './work.ts'
import type { z } from 'zod'

export type EngineOptions = {
  readonly store: Store
  /** Where DBOS keeps its own records: the database of the store, as its owner. */
  readonly connection: Connection
  readonly works: readonly Work[]
  readonly duties: readonly Duty[]
  /** Whether a company has a role switched on; a duty of a role that is off does nothing. */
  readonly isEnabled: (company: CompanyId, role: string) => Promise<boolean>
  /** `inline` is the twin for simulations: the same queue and rules, with claims carried out without DBOS. */
  readonly mode: 'dbos' | 'inline'
  readonly limits?: Partial<EngineLimits>
}

export type Start = {
  readonly company: CompanyId
  readonly role: string
  readonly work: string
  readonly input: unknown
  /** Same key, work and input: the same run. At most 200 characters. */
  readonly key?: string
  readonly actor?: Actor
  readonly cause?: string
}

/** Durable runs: what is started ends, once, whatever dies in between. */
export type Engine = {
  start(start: Start): Promise<RunId | Refusal>
  cancel(company: CompanyId, id: RunId, actor?: Actor): Promise<Refusal | undefined>
  /** A dead or cancelled run goes on where it was; see `engine.resume-run` for effects that are uncertain. */
  resume(company: CompanyId, id: RunId, decision?: Decision): Promise<Refusal | undefined>
  /** Goes through a run again by its records; nothing is done and nothing is written. */
  replay(company: CompanyId, id: RunId): Promise<Replay | Refusal>
  runs(company: CompanyId, filter?: z.input<typeof runs.input>): Promise<Run[] | Refusal>
  run(company: CompanyId, id: RunId): Promise<(Run & { steps: RunStep[] }) | Refusal>
  /** Settles when nothing is left to do now: no fact to hand on, nothing due, nothing under way. */
  drain(): Promise<void>
  /** Moves a simulated clock to `to`, stopping at each moment at which something falls due. */
  advance(to: Instant): Promise<void>
  /** Settles within two seconds; a step that does not end in that time is left to the recovery of its run. */
  stop(): Promise<void>
}

export type Decision = {
  readonly uncertain?: 'happened' | 'did-not-happen'
  readonly result?: unknown
  readonly actor?: Actor
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { store, duties } = options
  const node = thisNode(store.clock)
  const { around, setDriver } = surroundingsOf(options, node)
  setDriver(await openDriver(options, around))
  await store.subscribe(duties.map((duty) => duty.on.type))
  await takeOverNeighbours(around, node)
  const pulse = openPulse(around, node)
  const quiet = store.onCommit(({ events }) => {
    for (const { type, body } of events) if (type === runCancelled.type) interruptRun(around, body as { run: RunId })
    if (events.length === 0 || events.some(({ type }) => wakes(duties, type))) pulse.wake()
  })
  pulse.wake()
  return engineOf(around, pulse, async () => {
    quiet()
    await stop(around, pulse, node)
  })
}

function surroundingsOf(
  options: EngineOptions,
  node: Node,
): { around: Surroundings; setDriver: (driver: Driver) => void } {
  let driver: Driver | undefined
  const around: Surroundings = {
    store: options.store,
    line: openOwnLine(options.connection),
    works: new Map(options.works.map((work) => [work.name, work])),
    duties: options.duties,
    limits: { ...defaultLimits, ...options.limits },
    executor: node.executor,
    claims: new Map(),
    heard: { ms: Number.NEGATIVE_INFINITY },
    served: new Set(),
    isEnabled: options.isEnabled,
    stopping: false,
    get driver() {
      if (!driver) throw new Error('the engine is not open yet')
      return driver
    },
  }
  return { around, setDriver: (opened) => void (driver = opened) }
}

async function openDriver({ mode, connection, store }: EngineOptions, around: Surroundings): Promise<Driver> {
  const carry: CarryOut = (claimed) => carryOut(around, claimed)
  if (mode === 'inline') return openInlineDriver(carry)
  const { executor, limits } = around
  const dbos = { connection, executor, carryOut: carry, keepStepsDays: limits.keepStepsDays }
  return launchInTurn(store, () => openDbosDriver(dbos))
}

function wakes(duties: readonly Duty[], type: string): boolean {
  return type.startsWith('engine.') || duties.some((duty) => duty.on.type === type)
}

function interruptRun(around: Surroundings, { run: id }: { run: RunId }): void {
  for (const [name, claim] of around.claims) if (claim.run.id === id) interrupt(around, name)
}

function engineOf(around: Surroundings, pulse: Pulse, stopAll: () => Promise<void>): Engine {
  const { store } = around
  let stopped: Promise<void> | undefined
  return {
    start: (start) => startOne(around, start),
    cancel: async (company, id, actor = system) => {
      const done = await store.execute(cancelRun, { company, input: { run: id }, actor })
      return isRefusal(done) ? done : undefined
    },
    resume: async (company, id, { actor = system, ...decision } = {}) => {
      const done = await store.execute(resumeRun, { company, input: { run: id, ...decision }, actor })
      return isRefusal(done) ? done : undefined
    },
    replay: (company, id) => replay(around, company, id),
    runs: (company, filter = {}) => store.ask(company, runs, filter),
    run: async (company, id) => {
      const found = await store.ask(company, run, { run: id })
      if (isRefusal(found)) return found
      const plain = await around.driver.steps(found)
      return { ...found, steps: [...found.steps, ...plain.map(asStep)] }
    },
    drain: () => drain(around.line, store.clock, pulse),
    advance: (to) => advance(around.line, store.clock, pulse, to),
    stop: () => (stopped ??= stopAll()),
  }
}

function asStep(step: PlainStep): RunStep {
  return { kind: 'step', ...step }
}

async function startOne({ store, works }: Surroundings, start: Start): Promise<RunId | Refusal> {
  const { company, role, input, key = '', actor = system, cause = '' } = start
  const work = works.get(start.work)
  if (!work)
    return refuse('unknown-work', { message: `There is no work named ${start.work}.`, facts: { work: start.work } })
  const refused = refusedInput(work, input)
  if (refused) return refused
  const asked = { role, work: work.name, version: work.version, input, cause }
  const done = await store.execute(startRun, { company, input: asked, actor, key, cause })
  return isRefusal(done) ? done : done.outcome.run
}

const stopWithinMs = 1_200
const stopStepMs = 20

async function stop(around: Surroundings, pulse: Pulse, node: Node): Promise<void> {
  around.stopping = true
  for (const claim of around.claims.values()) claim.interrupted ??= 'stopping'
  await pulse.stop()
  for (let waited = 0; waited < stopWithinMs && around.claims.size > 0; waited += stopStepMs) await sleep(stopStepMs)
  await around.driver.stop()
  if (around.claims.size === 0) await around.line.installation((rows) => leaveNodes(rows, node)).catch(() => undefined)
  await around.line.close()
}
