import { CommanderError } from 'commander'
import { isRefusal, refuse, type Refusal, Refused } from '#kernel'
import type { z } from 'zod'
import { openContext } from './context.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { fieldsOfVerb, valuesOf } from './fields.ts'
import { interruption } from './interrupted.ts'
import { jsonDocument, printAnswer, printRefusal } from './print.ts'
import { buildProgram, type Chosen, type Written } from './program.ts'
import type { Answer, Around } from './verb.ts'
import { findVerb } from './verbs.ts'

/** Runs one command line and returns its exit code; what goes wrong is said, never thrown. */
export async function runCli(argv: readonly string[], around: Around): Promise<number> {
  const json = argv.includes('--json')
  const state: { verb: string; help: string } = { verb: '', help: '' }
  const result = await interpret(argv, around, state).catch(refusalOf(state))
  if (result === undefined) {
    around.io.out(json ? jsonDocument({ data: { text: state.help }, lines: [] }) : state.help)
    return exitCodes.ok
  }
  if (!isRefusal(result) && result.printed) return result.exit ?? exitCodes.ok
  if (json) around.io.out(jsonDocument(result))
  else if (isRefusal(result)) printRefusal(around.io, state.verb, result)
  else printAnswer(around.io, result)
  return isRefusal(result) ? exitCodeOf(result) : (result.exit ?? exitCodes.ok)
}

type State = { verb: string; help: string }

/** Undefined when help or version was asked for; the text is in the state. */
async function interpret(argv: readonly string[], around: Around, state: State): Promise<Answer | Refusal | undefined> {
  const chosen = await findVerb(argv)
  state.verb = chosen.name.split(' ')[0] ?? ''
  const written = parse(chosen, around, state)
  if (written === undefined || isRefusal(written)) return written
  return carryOut(chosen, written, around)
}

function parse(chosen: Chosen, around: Around, state: State): Written | Refusal | undefined {
  const program = buildProgram(chosen, { version: around.version, write: (text) => void (state.help += text) })
  try {
    return program.parse(chosen.argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0 || error.code === 'commander.help') return undefined
    return refuse('usage', {
      message: error.message.replace(/^error: /, '').replace(/\n/g, ' '),
      fix: `kontor ${state.verb === '' ? '' : `${chosen.name} `}--help shows how it is written.`,
      facts: { code: error.code },
    })
  }
}

async function carryOut({ verb }: Chosen, { globals, values }: Written, around: Around): Promise<Answer | Refusal> {
  if (!verb) return refuse('usage', { message: 'No command was named.', fix: 'kontor --help lists them.' })
  const given = valuesOf(fieldsOfVerb(verb), values)
  if (isRefusal(given)) return given
  const parsed = verb.input.safeParse(given)
  if (!parsed.success) return misread(parsed.error)
  const { context, close } = openContext(around, globals)
  try {
    const work = verb.run(context, parsed.data)
    return await (verb.endsItself ? work : Promise.race([work, interruption(around.stopped)]))
  } finally {
    await close()
  }
}

function misread({ issues }: z.ZodError): Refusal {
  const problems = issues.map(({ path, message }) => ({ field: path.join('.') || '(input)', message }))
  return refuse('usage', {
    message: problems.map(({ field, message }) => `${field}: ${message}`).join('\n'),
    fix: 'Correct what is named and try again.',
    facts: { problems },
  })
}

const unreachable = /^(ECONNREFUSED|ENOTFOUND|ECONNRESET|ETIMEDOUT|EAI_AGAIN|28P01|28000|3D000)$/

const files = /^(ENOENT|EACCES|EPERM|EROFS|ENOSPC|EISDIR|ENOTDIR|ENAMETOOLONG)$/

function refusalOf(state: State): (error: unknown) => Refusal {
  return (error) => {
    if (error instanceof Refused) return error.refusal
    const message = error instanceof Error ? error.message : String(error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (unreachable.test(code)) {
      return refuse('database-unreachable', {
        message: `PostgreSQL cannot be reached: ${message}`,
        fix: 'Check DATABASE_URL and that the server runs; kontor doctor looks at both.',
        facts: { code },
      })
    }
    if (files.test(code)) {
      return refuse('file-not-usable', {
        message,
        fix: 'Name a file in a folder that exists, may be used, and has room.',
        facts: { code },
      })
    }
    return refuse('unexpected', {
      message: `${state.verb} met something that it did not expect: ${message}`,
      fix: 'This is a defect of Kontor. Run it with KONTOR_DEBUG=1 to see where, and report that.',
      facts: { code, ...(process.env['KONTOR_DEBUG'] && error instanceof Error ? { stack: error.stack } : {}) },
    })
  }
}
