import { companyFileSchema, printProblems, readCompanyFile, readKnowledge } from '#companies'
import { readCompanyFolder } from '#doors/catalogue'
import { accepted, refuse } from '#kernel'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { defineVerb } from '../verb.ts'

const one = { offers: 'offer', roles: 'role', policies: 'policy', answers: 'answer' }

export const check = defineVerb({
  examples: [
    'kontor check company.yaml',
    'kontor check ./my-company --json',
    'kontor check --schema > company.schema.json',
  ],
  positional: ['file'],
  input: z.strictObject({
    file: z.string().default('company.yaml').describe('a company file, or its folder'),
    schema: z.boolean().default(false).describe('print the JSON Schema of company files, for editors'),
  }),
  async run({ io }, { file: named, schema }) {
    if (schema) return { data: companyFileSchema(), lines: [JSON.stringify(companyFileSchema(), null, 2)] }
    const path = resolve(io.cwd, named)
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'company.yaml') : path
    const folder = accepted(readCompanyFolder(file))
    const read = readCompanyFile(folder.file, named === path ? file : named)
    const knowledge = readKnowledge(folder.knowledge)
    const problems = [...('problems' in read ? read.problems : []), ...knowledge.problems]
    if (problems.length > 0 || 'problems' in read) {
      const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
      return refuse('company-file-invalid', {
        message: `${named} has ${count}:\n${printProblems(problems)}`,
        fix: 'Correct the lines named, and check again.',
        facts: { problems },
      })
    }
    const { name, offers, roles, policies } = read.file
    const counts = {
      offers: offers.length,
      roles: Object.keys(roles).length,
      policies: policies.length,
      answers: knowledge.entries.length,
    }
    const words = Object.entries(counts).map(
      ([what, count]) => `${count} ${count === 1 ? one[what as keyof typeof counts] : what}`,
    )
    return { data: { file: named, name, ...counts }, lines: [`✓ ${name}: ${words.join(', ')}. No problems.`] }
  },
})
