import type { Engine } from '#engine'
import { type Instant, msOf, refuse, type Refusal } from '#kernel'
import type { Store } from '#store'
import { keepMoment } from './installation-clock.ts'

/** Moves simulated time to a moment; each thing that falls due on the way happens at its own moment. */
export async function moveTime(
  { store, simulated, attached }: { store: Store; simulated: boolean; attached: boolean },
  openEngine: () => Promise<Engine>,
  to: Instant,
): Promise<Refusal | undefined> {
  const refused = simulated ? (attached ? served() : undefined) : realTime()
  if (refused) return refused
  if (msOf(to) < msOf(store.clock.now())) return backwards(store.clock.now(), to)
  const engine = await openEngine()
  await engine.drain()
  for (let due = await nextDue(store); due !== undefined && msOf(due) <= msOf(to); due = await nextDue(store)) {
    await step(store, engine, due)
  }
  await step(store, engine, to)
  return undefined
}

async function step(store: Store, engine: Engine, to: Instant): Promise<void> {
  const now = store.clock.now()
  const next = msOf(to) > msOf(now) ? to : now
  await keepMoment(store, next)
  await engine.advance(next)
}

async function nextDue(store: Store): Promise<Instant | undefined> {
  const [row] = await store.installation((rows) => rows<{ due: Instant | null }>('select engine.next_due() as due'))
  return row?.due ?? undefined
}

function realTime(): Refusal {
  return refuse('clock-is-real', {
    message: 'This installation lives in real time; its clock cannot be moved.',
    fix: 'Make a simulated one in another folder: kontor --data DIR simulate --from 2026-10-01T06:00:00Z',
  })
}

function served(): Refusal {
  return refuse('clock-is-served', {
    message: 'A server has this installation open and keeps its clock.',
    fix: 'Stop kontor serve, and move the clock then.',
  })
}

function backwards(now: Instant, asked: Instant): Refusal {
  return refuse('time-runs-forward', {
    message: `It is ${now} in this simulation; ${asked} is past.`,
    fix: 'Name a later moment.',
    facts: { now, asked },
  })
}
