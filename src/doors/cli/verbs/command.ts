import { commands, findCommand, findQuery, queries } from '#doors/catalogue'
import { accepted, founder } from '#kernel'
import type { Command, Query } from '#store'
import { z } from 'zod'
import { type Field, fieldsOf, flagOf } from '../fields.ts'
import { settled } from '../settle.ts'
import { table } from '../table.ts'
import { defineVerb, type Verb } from '../verb.ts'
import type { Loaded } from '../verbs.ts'

/** `kontor command ledger.post-entry my-company --…`; without a name it lists all. */
export function commandVerb(name: string | undefined): Loaded {
  if (name === undefined) return { verb: listing('command', commands) }
  return { verb: verbOfCommand(accepted(findCommand(name))), word: name }
}

export function queryVerb(name: string | undefined): Loaded {
  if (name === undefined) return { verb: listing('query', queries) }
  return { verb: verbOfQuery(accepted(findQuery(name))), word: name }
}

/** Flags come from the definition, but only the room parses: money stays the text that its command reads. */
const asWritten = z.record(z.string(), z.unknown())

const companyField: Field = { name: 'company', kind: 'text', required: true, description: 'slug or id' }
const keyField: Field = {
  name: 'key',
  kind: 'text',
  required: false,
  description: 'the same key and input happen once',
}

function verbOfCommand(command: Command): Verb {
  const flags = flagLine(command.input)
  return defineVerb({
    examples: [`kontor command ${command.name} my-company${flags}`],
    positional: ['company'],
    changes: true,
    input: asWritten,
    fields: [companyField, ...fieldsOf(command.input), keyField],
    async run(context, { company: name, key, ...input }) {
      const { id } = await context.company(String(name))
      const { store } = await context.open()
      const request = { company: id, input, actor: founder, dryRun: context.dryRun }
      const done = accepted(await store.execute(command, typeof key === 'string' ? { ...request, key } : request))
      const hints = await settled(context, id)
      const word = context.dryRun ? 'would be done' : done.replayed ? 'was done before' : 'done'
      return {
        data: { outcome: done.outcome, events: done.events, replayed: done.replayed, dryRun: context.dryRun },
        lines: [`✓ ${command.name} ${word}`, ...printed(done.outcome)],
        hints,
      }
    },
  })
}

function verbOfQuery(query: Query): Verb {
  const flags = flagLine(query.input)
  return defineVerb({
    examples: [`kontor query ${query.name} my-company${flags}`],
    positional: ['company'],
    input: asWritten,
    fields: [companyField, ...fieldsOf(query.input)],
    async run(context, { company: name, ...input }) {
      const { id } = await context.company(String(name))
      const { store } = await context.open()
      const answer = accepted(await store.ask(id, query, input))
      return { data: answer, lines: printed(answer) }
    },
  })
}

function flagLine(input: z.ZodType): string {
  return fieldsOf(input)
    .filter((field) => field.required)
    .map(({ name, kind }) => ` --${flagOf(name)} ${kind === 'json' ? "'…'" : '…'}`)
    .join('')
}

function printed(outcome: unknown): string[] {
  return JSON.stringify(outcome ?? null, (_, it: unknown) => (typeof it === 'bigint' ? String(it) : it), 2).split('\n')
}

function listing(kind: 'command' | 'query', all: readonly { name: string; summary: string }[]): Verb {
  return defineVerb({
    examples: [`kontor ${kind}`, `kontor ${kind} ${all[0]?.name ?? ''} --help`],
    input: z.strictObject({}),
    run: async () => ({
      data: all.map(({ name, summary }) => ({ name, summary })),
      lines: table(all.map(({ name, summary }) => [name, summary])),
    }),
  })
}
