import { refuse, type Refusal } from '#kernel'
import { z } from 'zod'

/** A field of an input as the command line takes it. */
export type Field = {
  readonly name: string
  readonly kind: 'text' | 'number' | 'switch' | 'list' | 'json'
  readonly required: boolean
  readonly description: string
}

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  description?: string
  examples?: unknown[]
  enum?: unknown[]
  default?: unknown
  items?: Schema
}

/** The fields of a verb: those that it names, or those of its input. */
export function fieldsOfVerb({ fields, input }: { fields?: readonly Field[]; input: z.ZodType }): readonly Field[] {
  return fields ?? fieldsOf(input)
}

/** The fields of an object schema, as a caller fills them. */
export function fieldsOf(input: z.ZodType): Field[] {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    required: required.includes(name),
    description: describe(schema),
  }))
}

function kindOf({ type, items }: Schema): Field['kind'] {
  if (type === 'string') return 'text'
  if (type === 'boolean') return 'switch'
  if (type === 'number' || type === 'integer') return 'number'
  return type === 'array' && items?.type === 'string' ? 'list' : 'json'
}

function describe({ description = '', enum: choices, examples, default: preset }: Schema): string {
  const example = typeof examples?.[0] === 'string' ? examples[0] : ''
  const more = [
    choices ? `one of ${choices.join(', ')}` : '',
    description.includes(example) ? '' : `such as ${example}`,
    preset === undefined || preset === false || preset === '' ? '' : `${JSON.stringify(preset)} when left out`,
  ]
  return [description, ...more].filter((part) => part !== '').join('; ')
}

/** `asOf` → `as-of` */
export function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** What was written on the command line, as the schema reads it; what was left out stays out. */
export function valuesOf(
  fields: readonly Field[],
  written: Readonly<Record<string, unknown>>,
): Record<string, unknown> | Refusal {
  const values: Record<string, unknown> = {}
  for (const { name, kind } of fields) {
    const given = written[name]
    if (given === undefined) continue
    const value = typeof given === 'string' ? readAs(kind, given) : given
    if (value === undefined) return notJson(name, given as string)
    values[name] = value
  }
  return values
}

function readAs(kind: Field['kind'], text: string): unknown {
  if (kind === 'json') return parsed(text)
  return kind === 'number' ? numberOf(text) : text
}

function numberOf(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function notJson(name: string, given: string): Refusal {
  return refuse('usage', {
    message: `--${flagOf(name)} takes JSON, and ${given.slice(0, 100)} is none.`,
    fix: `Write it in single quotes: --${flagOf(name)} '{"key": "value"}'`,
  })
}
