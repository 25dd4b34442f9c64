import { refuse, type Refusal } from '#kernel'
import { z } from 'zod'
import { isPlainText } from './plain-text.ts'

/** As much of a JSON Schema as parameters need. */
export type JsonSchema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly [keyword: string]: unknown
}

/** The input as its caller writes it. */
export function inputSchema(input: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  return schema as JsonSchema
}

/**
 * Query parameters as the input that a query's schema describes: `limit=20`, `before[entry]=ent_…`, a list as a
 * name that is repeated. What does not fit stays text, and the query's own schema says what is wrong with it.
 */
export function fromParameters(
  { properties = {} }: JsonSchema,
  given: URLSearchParams,
): Record<string, unknown> | Refusal {
  const fields = new Map<string, unknown>()
  for (const name of new Set(given.keys())) {
    const texts = given.getAll(name)
    if (![name, ...texts].every(isPlainText)) return badParameter(name, 'holds a NUL or half a character')
    const [, outer, inner] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name) ?? []
    const schema = ownOf(properties, outer ?? name)
    if (texts.length > 1 && schema?.type !== 'array') return badParameter(name, 'was given more than once')
    if (outer === undefined || inner === undefined) fields.set(name, valueOf(schema, texts))
    else {
      const object = fields.get(outer) ?? {}
      if (typeof object !== 'object' || object === null) return badParameter(name, 'was given in two ways')
      const value = valueOf(ownOf(schema?.properties ?? {}, inner), texts)
      fields.set(outer, Object.fromEntries([...Object.entries(object), [inner, value]]))
    }
  }
  return Object.fromEntries(fields)
}

function ownOf(properties: Readonly<Record<string, JsonSchema>>, name: string): JsonSchema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined
}

function valueOf(schema: JsonSchema | undefined, texts: readonly string[]): unknown {
  if (schema?.type === 'array') return texts.map((text) => scalarOf(schema.items, text))
  return scalarOf(schema, texts[0] ?? '')
}

function scalarOf(schema: JsonSchema | undefined, text: string): unknown {
  const isNumber = schema?.type === 'integer' || schema?.type === 'number'
  if (isNumber && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text)
  if (schema?.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

export function badParameter(name: string, why: string): Refusal {
  return refuse('bad-input', {
    message: `The parameter ${name.slice(0, 100)} ${why}.`,
    fix: '/openapi.json lists the parameters of every address.',
    facts: { parameter: name.slice(0, 100) },
  })
}
