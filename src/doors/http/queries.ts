import { type Actor, isRefusal, printActor, refuse, type Refusal } from '#kernel'
import type { Query } from '#store'
import type { Hono } from 'hono'
import { companyOf } from './company-of.ts'
import type { Door, HttpEnv } from './context.ts'
import { fromParameters, inputSchema } from './parameters.ts'
import { problemResponse } from './problem.ts'

/** One address for each query: its input is in the parameters, its answer is the body. */
export function addQueries(app: Hono<HttpEnv>, door: Door): void {
  const byName = new Map(door.queries.map((query) => [query.name, { query, schema: inputSchema(query.input) }]))
  app.get('/api/companies/:company/queries/:query', async (c) => {
    const company = await companyOf(door, c)
    if (isRefusal(company)) return problemResponse(company)
    const found = byName.get(c.req.param('query'))
    if (!found) return problemResponse(noSuchQuery())
    const refused = notAllowed(found.query, c.get('principal').actor)
    if (refused) return problemResponse(refused)
    const input = fromParameters(found.schema, new URL(c.req.url).searchParams)
    if (isRefusal(input)) return problemResponse(input)
    const answer = await door.installation.store.ask(company.id, found.query, input)
    return isRefusal(answer) ? problemResponse(answer) : Response.json(answer ?? null)
  })
}

function notAllowed({ name, who }: Query, actor: Actor): Refusal | undefined {
  if (who.includes(actor.kind)) return undefined
  return refuse('not-allowed', {
    message: `${name} may be asked by ${who.join(', ')}; this is ${printActor(actor)}.`,
    fix: 'Ask somebody who may, or use a token with that right.',
    facts: { query: name, actor: printActor(actor) },
  })
}

function noSuchQuery(): Refusal {
  return refuse('no-such-query', {
    message: 'There is no query of this name.',
    fix: '/openapi.json lists the queries, such as ledger.balances.',
  })
}
