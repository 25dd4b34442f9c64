import type { Refusal } from '#kernel'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { harmless, type Io, paint } from './io.ts'
import type { Answer } from './verb.ts'

/** The one document of `--json`. */
export function jsonDocument(result: Answer | Refusal): string {
  if (!('refused' in result)) return `${json({ ok: true, data: result.data ?? null })}\n`
  const { kind, message, fix = '', facts } = result
  return `${json({ ok: false, error: { kind, message, fix, facts } })}\n`
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, it: unknown) => (typeof it === 'bigint' ? String(it) : it))
}

export function printAnswer(io: Io, { lines, hints = [] }: Answer): void {
  if (lines.length > 0) io.out(`${harmless(lines.join('\n'))}\n`)
  for (const hint of hints) io.err(`${paint(harmless(hint), 'quiet', io.colour.err)}\n`)
}

/** What happened, why, and what to do next. */
export function printRefusal(io: Io, verb: string, refusal: Refusal): void {
  const { kind, message, fix } = refusal
  const head = `✗ ${verb === '' ? 'kontor' : capital(verb)} ${outcomeOf(refusal)}: ${kind.replaceAll('-', ' ')}`
  const body = harmless(message)
    .split('\n')
    .map((line) => `  ${line}`)
  const advice = fix === undefined || fix === '' ? [] : [`  ${paint('Fix:', 'strong', io.colour.err)} ${harmless(fix)}`]
  io.err(`${[paint(head, 'bad', io.colour.err), ...body, ...advice].join('\n')}\n`)
}

function outcomeOf(refusal: Refusal): string {
  const code = exitCodeOf(refusal)
  if (code === exitCodes.usage) return 'was not understood'
  if (code === exitCodes.waits) return 'waits for you'
  return code === exitCodes.policy ? 'refused' : 'failed'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
