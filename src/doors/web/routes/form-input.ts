import { refuse, type Refusal } from '#kernel'
import type { Context } from 'hono'
import type { Path } from '../views/shared.ts'
import { webLimits } from './options.ts'

/** A form as it was sent: fields that steer the console begin with `_`, all others are the command's input. */
export type SentForm = {
  readonly csrf: string
  readonly nonce: string
  readonly company: string
  /** Where to go when it is done, and when it is refused. */
  readonly after: Path
  readonly back: Path
  readonly input: Readonly<Record<string, unknown>>
}

const media = 'application/x-www-form-urlencoded'
const placeShape = /^\/(?![/\\])[\u0021-\u005b\u005d-\u007e]*$/
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype'])

export async function readForm(c: Context): Promise<SentForm | Refusal> {
  if ((c.req.header('content-type') ?? '').split(';')[0]?.trim() !== media) return notAForm()
  const fields = [...new URLSearchParams(await c.req.text())]
  if (fields.length > webLimits.fields) return notAForm()
  const steering = new Map(fields.filter(([name]) => name.startsWith('_') || name === 'csrf'))
  const [csrf = '', nonce = ''] = (steering.get('csrf') ?? '').split('.')
  const back = placeIn(steering.get('_back')) ?? '/'
  return {
    csrf,
    nonce,
    company: steering.get('_company') ?? '',
    after: placeIn(steering.get('_after')) ?? back,
    back,
    input: nested(fields.filter(([name]) => !steering.has(name))),
  }
}

/** Only a place inside the console; `//host` and backslashes lead elsewhere. */
export function placeIn(text: string | undefined): Path | undefined {
  return text !== undefined && placeShape.test(text) ? (text as Path) : undefined
}

/** `to.address` is a field of `to`; line ends are as people type them. */
export function nested(fields: readonly (readonly [string, string])[]): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, value] of fields) {
    const path = name.split('.')
    if (path.some((part) => part === '' || forbiddenNames.has(part))) continue
    const last = path.pop() ?? ''
    place(input, path)[last] = value.replaceAll('\r\n', '\n')
  }
  return input
}

function place(input: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let at = input
  for (const part of path) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined
    at[part] = typeof next === 'object' && next !== null ? next : {}
    at = at[part] as Record<string, unknown>
  }
  return at
}

function notAForm(): Refusal {
  return refuse('not-a-form', {
    message: 'What was sent is not a form of the console.',
    fix: 'Programs use the HTTP API; /openapi.json describes it.',
  })
}
