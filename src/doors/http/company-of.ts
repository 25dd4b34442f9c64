import { maySee } from '#access'
import { type Company, findCompany } from '#companies'
import { isRefusal, refuse, type Refusal } from '#kernel'
import type { Door, HttpContext } from './context.ts'

const nameShape = /^[a-z0-9_-]{1,100}$/

/** The company in the address. One that the caller may not see is refused with the same words as one that is not there. */
export async function companyOf({ installation }: Door, c: HttpContext): Promise<Company | Refusal> {
  const name = c.req.param('company') ?? ''
  const found = nameShape.test(name) ? await findCompany(installation.store, name) : undefined
  if (found && !isRefusal(found) && maySee(c.get('principal'), found.id)) return found
  return refuse('no-such-company', {
    message: 'There is no company of this name here.',
    fix: 'GET /api/companies lists the companies that this token may see.',
  })
}
