import { Command, Option } from 'commander'
import type { Globals } from './context.ts'
import { type Field, fieldsOfVerb, flagOf } from './fields.ts'
import type { Verb } from './verb.ts'
import { rootExamples, verbs } from './verbs.ts'

/** The verb that a command line names (`command ledger.post-entry` is one), and the line with that name as one word. */
export type Chosen = { readonly name: string; readonly verb: Verb | undefined; readonly argv: readonly string[] }

/** What was written: values by field name. */
export type Written = { readonly globals: Globals; readonly values: Record<string, unknown> }

type Sinks = { version: string; write: (text: string) => void }

/** Commander, told of all verbs by name and of the chosen one in full. */
export function buildProgram(
  { name, verb }: Chosen,
  { version, write }: Sinks,
): { parse(argv: readonly string[]): Written | undefined } {
  let written: Written | undefined
  const program = quiet(new Command('kontor'), write)
    .description('The operating system for micro companies.')
    .version(version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .helpCommand(false)
    .option('--data <folder>', 'the installation; else $KONTOR_DATA, ./.kontor where there is one, ~/.kontor')
    .option('--json', 'one JSON document on stdout: { ok, data } or { ok, error }')
    .addHelpText('before', examplesText(rootExamples))
  for (const entry of verbs) {
    const known = entry.name === name.split(' ')[0] && verb
    const command = new Command(known ? name : entry.name).summary(entry.summary).description(`${entry.summary}.`)
    quiet(command, write).helpGroup(`${entry.group}:`).helpOption('-h, --help', 'this text')
    if (known) {
      fill(command, verb)
      command.action(() => void (written = read(program, command, verb)))
    } else command.argument('[words...]').action(() => undefined)
    program.addCommand(command)
  }
  return {
    parse(argv) {
      program.parse(argv, { from: 'user' })
      return written
    },
  }
}

function quiet(command: Command, write: (text: string) => void): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (verb) => verb.name() })
}

function fill(command: Command, verb: Verb): void {
  command.addHelpText('before', examplesText(verb.examples))
  const fields = fieldsOfVerb(verb)
  for (const name of verb.positional ?? []) {
    const field = fields.find((it) => it.name === name)
    if (field) command.argument(argumentOf(field), field.description)
  }
  for (const field of fields.filter((it) => !verb.positional?.includes(it.name))) command.addOption(optionOf(field))
  if (verb.changes) command.option('--dry-run', 'show what would happen, and change nothing')
}

function argumentOf({ name, kind, required }: Field): string {
  const inner = `${flagOf(name)}${kind === 'list' ? '...' : ''}`
  return required ? `<${inner}>` : `[${inner}]`
}

const placeholders = { text: ' <text>', number: ' <number>', list: ' <text>', json: ' <json>', switch: '' } as const

function optionOf({ name, kind, required, description }: Field): Option {
  const option = new Option(`--${flagOf(name)}${placeholders[kind]}`, description)
  if (required && kind !== 'switch') option.makeOptionMandatory()
  if (kind === 'list') {
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    option.description = `${description}${description === '' ? '' : '; '}may stand more than once`
  }
  return option
}

function read(program: Command, command: Command, verb: Verb): Written {
  const { data, json = false } = program.opts<{ data?: string; json?: boolean }>()
  const { dryRun = false, ...values } = command.opts<Record<string, unknown> & { dryRun?: boolean }>()
  const positional = (verb.positional ?? []).map((name, i) => [name, command.processedArgs[i] as unknown] as const)
  const globals = { json, dryRun, ...(data === undefined ? {} : { data }) }
  return { globals, values: { ...values, ...Object.fromEntries(positional) } }
}

function examplesText(examples: readonly string[]): string {
  return examples.length === 0 ? '' : `${['Examples:', ...examples.map((line) => `  ${line}`), ''].join('\n')}\n`
}
