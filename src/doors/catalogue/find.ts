import { refuse, type Refusal } from '#kernel'
import type { Command, Query } from '#store'
import { commands } from './commands.ts'
import { queries } from './queries.ts'

const shownNames = 5

/** The command of this name: `ledger.post-entry`, or `post-entry` where only one room has it. */
export function findCommand(name: string): Command | Refusal {
  return find('command', commands, name)
}

export function findQuery(name: string): Query | Refusal {
  return find('query', queries, name)
}

function find<T extends { name: string }>(kind: 'command' | 'query', all: readonly T[], name: string): T | Refusal {
  const exact = all.find((it) => it.name === name)
  const short = all.filter((it) => it.name.endsWith(`.${name}`))
  const [only, another] = short
  if (exact ?? (only && !another ? only : undefined)) return (exact ?? only) as T
  const near = all.map((it) => it.name).filter((it) => it.includes(name) || it.split('.')[0] === name.split('.')[0])
  const hint = near.slice(0, shownNames).join(', ')
  return refuse(`no-such-${kind}`, {
    message: another ? `${name} is the name of more than one ${kind}.` : `There is no ${kind} ${name}.`,
    fix: hint === '' ? `kontor ${kind} lists them all.` : `Did you mean ${hint}? kontor ${kind} lists them all.`,
    facts: { name },
  })
}
