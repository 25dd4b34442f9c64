import { DBOS } from '@dbos-inc/dbos-sdk'
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor'
import { wfQueueRunner } from '@dbos-inc/dbos-sdk/internal/wfqueue'
import { dayMs, plusMs, realClock } from '#kernel'
import type { Connection } from '#store'
import { openDbosPool, urlOf } from './dbos-pool.ts'
import type { CarryOut, Driver, PlainStep } from './driver.ts'
import { claimName, type ClaimedRun } from './run.ts'

/** Pinned: a new version of Kontor goes on with the runs of the old one. */
const applicationVersion = 'kontor-1'
const poolSize = 8
const schedulerPollingIntervalMs = 3_600_000
const workflowCompletionTimeoutMS = 300

export type DbosOptions = {
  readonly connection: Connection
  readonly executor: string
  readonly carryOut: CarryOut
  readonly keepStepsDays: number
}

/**
 * DBOS is one for each process and wants its workflows before it is launched: there is one, for the whole life of the
 * process, and it carries out whatever is named to it. `bodies` belong to the engine that is open now.
 */
type Generic = { open: boolean; bodies: Map<string, () => Promise<void>>; workflow: (name: string) => Promise<void> }

const place = Symbol.for('kontor.engine.dbos')

function generic(): Generic {
  const shared = globalThis as { [place]?: Generic }
  if (shared[place]) return shared[place]
  const bodies: Generic['bodies'] = new Map()
  const workflow = DBOS.registerWorkflow(async (name: string) => bodies.get(name)?.(), { name: 'kontor.claim' })
  return (shared[place] = { open: false, bodies, workflow })
}

/** Claims of runs as DBOS workflows, in the schema `dbos` of the same database. Only ids are handed to it. */
export async function openDbosDriver(options: DbosOptions): Promise<Driver> {
  const shared = generic()
  if (shared.open) throw new Error('an engine on DBOS is already open in this process; stop it first')
  shared.open = true
  const pool = openDbosPool(options.connection, poolSize)
  try {
    DBOS.setConfig({
      name: 'kontor',
      systemDatabaseUrl: urlOf(options.connection),
      systemDatabasePool: pool,
      executorID: options.executor,
      applicationVersion,
      enablePatching: true,
      enableOTLP: false,
      useListenNotify: false,
      schedulerPollingIntervalMs,
      logger: quiet,
    })
    await DBOS.launch()
    await restLoops()
    await forgetOldSteps(options.keepStepsDays)
  } catch (error) {
    await DBOS.shutdown().catch(() => undefined)
    await pool.end()
    shared.open = false
    throw error
  }
  return driver(shared, options.carryOut, async () => {
    await DBOS.shutdown({ workflowCompletionTimeoutMS })
    await pool.end().catch(() => undefined)
    shared.bodies.clear()
    shared.open = false
  })
}

function driver({ bodies, workflow }: Generic, carryOut: CarryOut, stop: () => Promise<void>): Driver {
  const remembered = new Map<string, Map<string, unknown>>()
  return {
    carry: async (run) => {
      const name = claimName(run)
      try {
        if (run.claim > 1) remembered.set(name, new Map((await earlierSteps(run)).map((it) => [it.step, it.result])))
        bodies.set(name, () => carryOut(run))
        const handle = await DBOS.startWorkflow(workflow, { workflowID: name })(name)
        await handle.getResult()
      } catch {
        // DBOS lost the claim (it was cancelled, or the process stops); the queue gives it to somebody again.
      } finally {
        bodies.delete(name)
        remembered.delete(name)
      }
    },
    step: async <T>(run: ClaimedRun, step: string, work: () => Promise<T>): Promise<T> => {
      const earlier = remembered.get(claimName(run))
      if (earlier?.has(step)) return earlier.get(step) as T
      const text = await DBOS.runStep(async () => JSON.stringify((await work()) ?? null), { name: step })
      return JSON.parse(text) as T
    },
    steps: ({ id, claim }) => earlierSteps({ id, claim: claim + 1 }),
    abandon: async (claims) => {
      if (claims.length > 0) await DBOS.cancelWorkflows([...claims])
    },
    stop,
  }
}

/** Every claim is a workflow of its own; what earlier claims of the run found out is carried over by name. */
async function earlierSteps({ id, claim }: Pick<ClaimedRun, 'id' | 'claim'>): Promise<PlainStep[]> {
  const found: PlainStep[] = []
  for (let earlier = 1; earlier < claim; earlier++) {
    const steps = (await DBOS.listWorkflowSteps(claimName({ id, claim: earlier }))) ?? []
    for (const { name, output, error } of steps)
      if (!error && typeof output === 'string') found.push({ step: name, result: JSON.parse(output) as unknown })
  }
  return found
}

/** DBOS's queues and timeouts ask the database several times a second; ours is the queue, so nothing needs them. */
async function restLoops(): Promise<void> {
  wfQueueRunner.stop()
  await DBOSExecutor.globalInstance?.stopWorkflowTimeoutSweep()
}

const sweepBatch = 500

/** DBOS keeps time by the machine's clock, also in a simulation. */
async function forgetOldSteps(keepDays: number): Promise<void> {
  const endTime = plusMs(realClock().now(), -keepDays * dayMs)
  for (;;) {
    const old = await DBOS.listWorkflows({ endTime, status: ['SUCCESS', 'ERROR', 'CANCELLED'], limit: sweepBatch })
    if (old.length > 0) await DBOS.deleteWorkflows(old.map((it) => it.workflowID))
    if (old.length < sweepBatch) return
  }
}

const silent = (): void => undefined
const quiet = { info: silent, debug: silent, warn: silent, error: silent }
