import { maySee } from '#access'
import { companyList } from '#companies'
import { isRefusal, type Refusal } from '#kernel'
import { logLines, type LogLine } from '#store'
import type { Hono } from 'hono'
import { companyOf } from './company-of.ts'
import type { Door, HttpEnv } from './context.ts'
import { badParameter } from './parameters.ts'
import { problemResponse } from './problem.ts'

/** The companies that the caller may see, a company's log in pages, and changes as they happen. */
export function addReadOnly(app: Hono<HttpEnv>, door: Door): void {
  const { installation, changes, limits } = door
  app.get('/api/companies', async (c) => {
    const all = await companyList(installation.store)
    return c.json({ companies: all.filter(({ id }) => maySee(c.get('principal'), id)) })
  })
  app.get('/api/companies/:company/log', async (c) => {
    const company = await companyOf(door, c)
    if (isRefusal(company)) return problemResponse(company)
    const after = afterOf(new URL(c.req.url).searchParams)
    if (isRefusal(after)) return problemResponse(after)
    const lines = await installation.store.read(company.id, async (tx) => {
      const page: LogLine[] = []
      for await (const line of logLines(tx, after.seq)) if (page.push(line) > limits.pageLines) break
      return page
    })
    const shown = lines.slice(0, limits.pageLines)
    return c.json({ company: company.id, lines: shown, next: lines.length > shown.length ? shown.at(-1)?.seq : null })
  })
  app.get('/api/events', (c) => {
    const stream = changes.follow(c.get('principal'), { head: c.req.method === 'HEAD', connection: c.env?.outgoing })
    return isRefusal(stream) ? problemResponse(stream) : stream
  })
}

function afterOf(given: URLSearchParams): { seq: number } | Refusal {
  const unknown = [...given.keys()].find((name) => name !== 'after')
  if (unknown !== undefined) return badParameter(unknown, 'is not known here')
  const [after = '0', more] = given.getAll('after')
  if (more !== undefined || !/^\d{1,15}$/.test(after))
    return badParameter('after', 'is the number of a line in the log')
  return { seq: Number(after) }
}
