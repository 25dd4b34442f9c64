import { accessRoles, createToken, openAccess, revokeToken, tokens } from '#access'
import { accepted, refuse, type Refusal } from '#kernel'
import { z } from 'zod'
import { table } from '../table.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

const input = z.strictObject({
  act: z.enum(['list', 'create', 'revoke']).default('list').describe('what to do'),
  id: z.string().optional().describe('revoke: the token, tok_…'),
  name: z.string().optional().describe('create: what it is for'),
  role: z.enum(accessRoles).default('operator').describe('create: whose rights it has'),
  company: z.array(z.string()).default([]).describe('create: only this company; all when left out'),
  days: z.int().min(1).optional().describe('create: how long it holds; until it is revoked when left out'),
})
type Asked = z.output<typeof input>

export const token = defineVerb({
  examples: [
    'kontor token create --name "accounting export" --role accountant --company my-company --days 90',
    'kontor token list',
    'kontor token revoke tok_01k…',
  ],
  positional: ['act', 'id'],
  input,
  run: async (context, asked) => acts[asked.act](context, asked),
})

const acts: Record<Asked['act'], (context: Context, asked: Asked) => Promise<Answer | Refusal>> = {
  async list(context) {
    const found = await tokens(openAccess((await context.open()).store))
    const rows = found.map(({ id, name, role, createdAt, expiresAt, revokedAt }) => {
      const state =
        revokedAt === null ? (expiresAt === null ? 'in force' : `until ${expiresAt.slice(0, 10)}`) : 'revoked'
      return [id, name, role, createdAt.slice(0, 10), state]
    })
    return { data: { tokens: found }, lines: rows.length === 0 ? ['No tokens.'] : table(rows) }
  },
  async create(context, { name, role, company, days }) {
    if (name === undefined) return missing('--name', 'kontor token create --name "accounting export"')
    const ids = []
    for (const slug of company) ids.push((await context.company(slug)).id)
    const rights = { name, role, companies: ids.length === 0 ? ('all' as const) : ids }
    const access = openAccess((await context.open()).store)
    const made = accepted(await createToken(access, days === undefined ? rights : { ...rights, days }))
    return {
      data: { id: made.id, token: made.text },
      lines: [made.text],
      hints: [`It is shown this once. Undo: kontor token revoke ${made.id}`],
    }
  },
  async revoke(context, { id }) {
    if (id === undefined) return missing('the id', 'kontor token revoke tok_01k…')
    const refused = await revokeToken(openAccess((await context.open()).store), id)
    return refused ?? { data: { id, revoked: true }, lines: [`✓ ${id} is revoked.`] }
  },
}

function missing(what: string, example: string): Refusal {
  return refuse('usage', { message: `${what} is missing.`, fix: example })
}
