import type { TakenIn } from '#doors/catalogue'
import { isRefusal, refuse, type Refusal, Refused } from '#kernel'
import type { CompanyId } from '#store'
import type { Hono } from 'hono'
import { companyOf } from './company-of.ts'
import type { Door, HttpContext, HttpEnv } from './context.ts'
import { tooBusy } from './guards.ts'
import { limitedBytes } from './limited-bytes.ts'
import { badParameter } from './parameters.ts'
import { isLine } from './plain-text.ts'
import { problemResponse } from './problem.ts'
import { wholeBody } from './read-json.ts'
import { spooled } from './spooled-file.ts'

type Upload = { readonly name: string; readonly content: Uint8Array | AsyncIterable<Uint8Array> }

/** Files for a company: one as the whole body with `?name=`, or several in a form. */
export function addImports(app: Hono<HttpEnv>, door: Door): void {
  let underWay = 0
  app.post('/api/companies/:company/imports', async (c) => {
    const company = await companyOf(door, c)
    if (isRefusal(company)) return problemResponse(company)
    const refused = mayNotImport(c)
    if (refused) return problemResponse(refused)
    if (underWay >= door.limits.uploadsAtOnce) return problemResponse(tooBusy())
    underWay++
    try {
      const files = await takeIn(door, c, company.id)
      return isRefusal(files) ? problemResponse(files) : c.json({ files })
    } finally {
      underWay--
    }
  })
}

async function takeIn(
  { installation, limits }: Door,
  c: HttpContext,
  company: CompanyId,
): Promise<TakenIn[] | Refusal> {
  const isForm = /^multipart\/form-data\s*;/i.test(c.req.header('content-type') ?? '')
  const uploads = isForm ? await filesOf(c.req.raw, limits) : wholeFile(c, limits)
  if (isRefusal(uploads)) return uploads
  const taken: TakenIn[] = []
  const { actor } = c.get('principal')
  try {
    for (const { name, content } of uploads) {
      const file = content instanceof Uint8Array ? { content, drop: async () => undefined } : await spooled(content)
      const done = installation.importFile({ name, content: file.content, company, actor })
      taken.push(await done.finally(() => file.drop()))
    }
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  return taken
}

function wholeFile(c: HttpContext, { fileBytes, nameCharacters }: Door['limits']): Upload[] | Refusal {
  const name = c.req.query('name')
  if (name === undefined) return badParameter('name', 'is missing: the name of the file')
  const refused = badName(name, nameCharacters)
  return refused ?? [{ name, content: limitedBytes(c.req.raw, fileBytes) }]
}

async function filesOf(
  request: Request,
  { formBytes, filesPerForm, nameCharacters }: Door['limits'],
): Promise<Upload[] | Refusal> {
  const bytes = await wholeBody(request, formBytes)
  if (isRefusal(bytes)) return bytes
  const form = await new Response(bytes, { headers: { 'content-type': request.headers.get('content-type') ?? '' } })
    .formData()
    .catch(() => undefined)
  if (!form) return badForm('The form cannot be read as multipart/form-data.')
  const files = [...form.values()].filter((it) => typeof it !== 'string')
  if (files.length === 0 || files.length > filesPerForm) return badForm(`A form holds 1 to ${filesPerForm} files.`)
  const refused = files.map(({ name }) => badName(name, nameCharacters)).find((it) => it !== undefined)
  if (refused) return refused
  return Promise.all(
    files.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
  )
}

function badForm(message: string): Refusal {
  return refuse('bad-input', { message, fix: 'Send one file as the body with ?name=, or a form with files.' })
}

/** A name is a label and never a path; it is kept as it came, without what could mislead on a screen. */
function badName(name: string, most: number): Refusal | undefined {
  if (name !== '' && name.length <= most && isLine(name) && !/[/\\]/.test(name) && !/^\.+$/.test(name)) return undefined
  return badParameter('name', `is a file's name without folders, of 1 to ${most} characters`)
}

function mayNotImport(c: HttpContext): Refusal | undefined {
  const { actor, role } = c.get('principal')
  if (role !== 'accountant') return undefined
  return refuse('not-allowed', {
    message: `Files may be imported by founder and operator; this is ${actor.kind}:${actor.id}.`,
    fix: 'Ask somebody who may, or use a token with that right.',
  })
}
