import { z } from 'zod'
import { companyFile } from './company-file.ts'

export const companySchemaId = 'https://kontor.example/schema/company-1.json'

/** The first line of a company file: editors with a YAML language server then complete and check it. */
export const editorHint = '# yaml-language-server: $schema=./company.schema.json'

/** A JSON Schema, as far as this room reads it back. */
export type JsonSchema = {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
  readonly [keyword: string]: unknown
}

/** `company.yaml` as JSON Schema (draft 7, which YAML editors read), as it is written, not as it is parsed. */
export function companyFileSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(companyFile(), { io: 'input', target: 'draft-7', reused: 'inline' })
  return { $schema, $id: companySchemaId, title: 'Company file of Kontor', ...rest } as JsonSchema
}

/** The keys that a group at this path may have; of alternatives, the keys of all. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path
  const choices = schema.oneOf ?? [schema]
  if (step === undefined) return [...new Set(choices.flatMap((choice) => Object.keys(choice.properties ?? {})))]
  const inside = choices.map((choice) => (typeof step === 'number' ? choice.items : choice.properties?.[String(step)]))
  return [...new Set(inside.flatMap((next) => (next ? keysAt(next, rest) : [])))]
}
