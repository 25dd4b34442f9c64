import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { companyFileSchema, companySchemaId, editorHint } from './company-file-schema.ts'
import { fewQuestions, readKnowledge } from './knowledge.ts'
import { readCompanyFile } from './read-company-file.ts'

const root = new URL('../../../templates/', import.meta.url)
const templates = ['quiet-inbox', 'ledgerline']
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')

test.each(templates)('the template %s is a company that can be launched', (name) => {
  expect(readCompanyFile(textOf(`${name}/company.yaml`))).toHaveProperty('file')
})

test.each(templates)('an editor with the published schema finds nothing wrong in %s', (name) => {
  const text = textOf(`${name}/company.yaml`)
  const published = z.fromJSONSchema(structuredClone(companyFileSchema()) as Parameters<typeof z.fromJSONSchema>[0])
  expect(text.split('\n')[0]).toBe(editorHint)
  expect(published.safeParse(parse(text)).error).toBeUndefined()
  expect(published.safeParse({ ...(parse(text) as object), nmae: 'X' }).success).toBe(false)
  expect(companyFileSchema()['$id']).toBe(companySchemaId)
})

test.each(templates)('support of %s knows eight answers and more, each asked in enough ways', (name) => {
  const files = readdirSync(new URL(`${name}/knowledge/`, root)).map((file) => `${name}/knowledge/${file}`)
  const { entries, problems } = readKnowledge(files.map((path) => ({ path, text: textOf(path) })))
  expect(problems).toEqual([])
  expect(entries.length).toBeGreaterThanOrEqual(8)
  expect(entries.filter(({ questions }) => questions.length < fewQuestions + 3)).toEqual([])
})

test('the schema beside each template is the one that company files are read by', () => {
  for (const template of ['quiet-inbox', 'ledgerline']) {
    const beside = readFileSync(new URL(`../../../templates/${template}/company.schema.json`, import.meta.url), 'utf8')
    expect(JSON.parse(beside)).toEqual(companyFileSchema())
  }
})
