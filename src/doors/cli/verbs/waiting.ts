import { type WaitingAct, type WaitingItem, waitingInCompany, waitingItems } from '#portfolio'
import { z } from 'zod'
import { flagOf } from '../fields.ts'
import { defineVerb } from '../verb.ts'

export const waiting = defineVerb({
  examples: ['kontor waiting', 'kontor waiting my-company --json'],
  positional: ['company'],
  input: z.strictObject({ company: z.string().optional().describe('slug or id; all companies when left out') }),
  async run(context, { company: name }) {
    const { store } = await context.open()
    const found =
      name === undefined
        ? await waitingItems(store)
        : await store.read((await context.company(name)).id, (tx) => waitingInCompany(tx))
    if (found.length === 0) return { data: { waiting: [] }, lines: ['All caught up.'] }
    return {
      data: { waiting: found.map((item) => ({ ...item, commands: actLines(item) })) },
      lines: found.flatMap(linesOf),
    }
  },
})

function linesOf(item: WaitingItem): string[] {
  const { slug, sentence, why, since, due } = item
  const when = due === undefined ? `since ${since.slice(0, 10)}` : `due ${due}`
  return [sentence, `  ${slug} · ${when} · ${why}`, ...actLines(item).map((line) => `  ${line}`)]
}

/** The command lines that answer it. */
function actLines({ kind, id, slug, acts }: WaitingItem): string[] {
  if (kind === 'approval') return [`kontor approve ${id}`, `kontor decline ${id} --because "…"`]
  return acts.map((act) => actLine(act, slug))
}

function actLine({ command, input, asks }: WaitingAct, slug: string): string {
  const given = Object.entries(nested(input)).map(([field, value]) => {
    return ` --${flagOf(field)} ${typeof value === 'string' ? quoted(value) : quoted(JSON.stringify(value))}`
  })
  const asked = asks.map(({ field, kind }) => ` --${flagOf(field)} ${kind === 'account' ? '<account>' : '"…"'}`)
  return `kontor command ${command} ${slug}${given.join('')}${asked.join('')}`
}

/** `to.address` stands within `to`. */
function nested(input: Readonly<Record<string, string>>): Record<string, unknown> {
  const whole: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(input)) {
    const [field = '', inner] = path.split('.')
    whole[field] = inner === undefined ? value : { ...(whole[field] as object | undefined), [inner]: value }
  }
  return whole
}

/** As a shell reads it; words of strangers never become words of the command. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
