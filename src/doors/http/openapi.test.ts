import { commands, queries } from '#doors/catalogue'
import { expect, test } from 'vitest'
import { openApi } from './openapi.ts'

type Schema = Record<string, unknown>
type Parameter = { name: string; in: string; required?: boolean; schema: Schema; style?: string }
type Operation = {
  operationId: string
  summary: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Described | { $ref: string }>
}
type Described = { description: string; content: Record<string, { schema?: Schema }> }
type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Described>
    securitySchemes: Record<string, unknown>
  }
}

const description = JSON.parse(JSON.stringify(openApi({ commands, queries, version: '1.2.3' }))) as Document
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)

test('every command and every query is described, under its own name', () => {
  const named = new Map(operations.map((it) => [it.operationId, it]))
  expect(named.size).toBe(operations.length)
  for (const { name, summary } of commands) {
    expect(named.get(name)).toMatchObject({
      path: `/api/companies/{company}/commands/${name}`,
      method: 'post',
      summary,
    })
  }
  for (const { name, summary } of queries) {
    expect(named.get(name)).toMatchObject({ path: `/api/companies/{company}/queries/${name}`, method: 'get', summary })
  }
})

test('the document is an OpenAPI 3.1 document', () => {
  expect(description.openapi).toBe('3.1.0')
  expect(description.info).toMatchObject({ title: 'Kontor', version: '1.2.3' })
  expect(Object.keys(description.components.securitySchemes)).toEqual(['token'])
  for (const key of Object.keys(description.components.schemas)) expect(key).toMatch(/^[A-Za-z0-9._-]+$/)
  for (const { path, parameters = [], responses } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(parameters.filter((it) => it.in === 'path').map((it) => it.name)).toEqual(inPath)
    expect(new Set(parameters.map((it) => `${it.in} ${it.name}`)).size).toBe(parameters.length)
    for (const parameter of parameters) {
      expect(['path', 'query', 'header']).toContain(parameter.in)
      if (parameter.in === 'path') expect(parameter.required).toBe(true)
      expect(parameter.schema).toBeTypeOf('object')
    }
    for (const [status, response] of Object.entries(responses)) {
      if ('$ref' in response) expect(response.$ref).toBe(`#/components/responses/${status}`)
      else expect([status, response.description === '']).toEqual(['200', false])
    }
  }
})

test('every operation has a summary, a success and the errors it can end with, as problems', () => {
  for (const { operationId, summary, tags, responses } of operations) {
    expect([operationId, summary.length > 3, tags.length]).toEqual([operationId, true, 1])
    expect(responses['200']).toBeDefined()
    expect(Object.keys(responses)).toContain('429')
    if (operationId !== 'kontor.health' && operationId !== 'kontor.openapi')
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '404', '500']))
  }
  for (const { description: words, content } of Object.values(description.components.responses)) {
    expect(words).not.toBe('')
    expect(Object.keys(content)).toEqual(['application/problem+json'])
  }
})

test('every reference leads to something inside the document', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '')
  expect(references.length).toBeGreaterThan(0)
  for (const reference of references) {
    const steps = reference.replace(/^#\//, '').split('/')
    const found = steps.reduce<unknown>((at, step) => (at as Schema | undefined)?.[step], description)
    expect([reference, found]).not.toEqual([reference, undefined])
  }
  expect(JSON.stringify(description)).not.toMatch(/"\$(defs|schema)"/)
})

test('a command takes an object, whose fields are described as callers write them', () => {
  for (const { operationId, requestBody } of operations.filter((it) => it.path.includes('/commands/'))) {
    const schema = requestBody?.content['application/json']?.schema
    const kinds =
      schema?.['type'] ?? (schema?.['anyOf'] || schema?.['oneOf'] || schema?.['allOf'] ? 'object' : undefined)
    expect([operationId, kinds]).toEqual([operationId, 'object'])
  }
})
