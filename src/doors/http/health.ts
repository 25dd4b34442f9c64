import { refuse } from '#kernel'
import type { Hono } from 'hono'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Door, HttpEnv } from './context.ts'
import { problemResponse } from './problem.ts'

/** 200 when the database answers and the engine runs, for whoever watches over the process. */
export function addHealth(app: Hono<HttpEnv>, { installation, limits }: Door): void {
  app.get('/healthz', async (c) => {
    const alive = Promise.all([
      installation.store.installation((rows) => rows('select 1')),
      installation.engine(),
    ]).then(
      () => true,
      () => false,
    )
    const late = sleep(limits.healthMs, false, { ref: false })
    if (await Promise.race([alive, late])) return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' })
    return problemResponse(
      refuse('not-ready', {
        message: 'The database does not answer, or the engine is not open.',
        fix: 'It is tried again by itself; kontor doctor says more.',
        facts: { retryAfterSeconds: 1 },
      }),
    )
  })
}
