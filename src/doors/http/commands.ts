import { isRefusal, refuse, type Refusal } from '#kernel'
import type { Hono } from 'hono'
import { companyOf } from './company-of.ts'
import type { Door, HttpContext, HttpEnv } from './context.ts'
import { badParameter } from './parameters.ts'
import { isLine } from './plain-text.ts'
import { problemResponse } from './problem.ts'
import { readJson } from './read-json.ts'

/** Keys of callers stand apart from those that runs and doors of ours use. */
const keyPrefix = 'api:'

/** One address for each command: its input is the body. */
export function addCommands(app: Hono<HttpEnv>, door: Door): void {
  const byName = new Map(door.commands.map((command) => [command.name, command]))
  app.post('/api/companies/:company/commands/:command', async (c) => {
    const company = await companyOf(door, c)
    if (isRefusal(company)) return problemResponse(company)
    const command = byName.get(c.req.param('command'))
    if (!command) return problemResponse(noSuchCommand())
    const how = howOf(door, c)
    if (isRefusal(how)) return problemResponse(how)
    const body = await readJson(c.req.raw, door.limits)
    if (isRefusal(body)) return problemResponse(body)
    const { actor } = c.get('principal')
    const request = { company: company.id, input: body.value, actor, ...how }
    const done = await door.installation.store.execute(command, request)
    return isRefusal(done) ? problemResponse(done) : c.json({ ...done, dryRun: how.dryRun })
  })
}

function howOf({ limits }: Door, c: HttpContext): { key?: string; dryRun: boolean } | Refusal {
  const given = new URL(c.req.url).searchParams
  const unknown = [...given.keys()].find((name) => name !== 'dry-run')
  if (unknown !== undefined) return badParameter(unknown, 'is not known here')
  const [dryRun = 'false', more] = given.getAll('dry-run')
  if (more !== undefined || !/^(true|false)$/.test(dryRun)) return badParameter('dry-run', 'is true or false, once')
  const key = c.req.header('idempotency-key')
  if (key !== undefined && (key === '' || key.length > limits.keyCharacters || !isLine(key)))
    return badKey(limits.keyCharacters)
  return { dryRun: dryRun === 'true', ...(key === undefined ? {} : { key: `${keyPrefix}${key}` }) }
}

function badKey(most: number): Refusal {
  return refuse('bad-input', {
    message: `An Idempotency-Key has 1 to ${most} characters.`,
    fix: 'Send a random key, such as a UUID; a new one for each new request.',
    facts: { header: 'Idempotency-Key' },
  })
}

function noSuchCommand(): Refusal {
  return refuse('no-such-command', {
    message: 'There is no command of this name.',
    fix: '/openapi.json lists the commands, such as ledger.post-entry.',
  })
}
