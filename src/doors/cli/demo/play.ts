import { join } from 'node:path'
import { accepted, refuse, type Refusal } from '#kernel'
import { waitingItems } from '#portfolio'
import type { z } from 'zod'
import { interrupted } from '../interrupted.ts'
import { progressOn } from '../progress.ts'
import type { Answer, Context, Verb } from '../verb.ts'
import { closePeriodVerb } from '../verbs/close-period.ts'
import { approveVerb } from '../verbs/decide.ts'
import { importVerb } from '../verbs/import.ts'
import { launchVerb } from '../verbs/launch.ts'
import { simulate } from '../verbs/simulate.ts'
import type { Happening, MonthStory } from './month-story.ts'

/** Plays the month with the verbs of the command line, one after the other, on one installation. */
export async function playMonth(context: Context, story: MonthStory): Promise<void> {
  const progress = progressOn(context.io, context.json)
  for (const { template, name } of story.companies) await perform(context, launchVerb, { template, name, yes: true })
  for (const [index, happening] of story.timeline.entries()) {
    if (context.around.stopped.aborted) accepted<never>(interrupted())
    progress.show(happening.at.slice(0, 10), { done: index, of: story.timeline.length })
    await perform(context, simulate, { until: happening.at })
    await happen(context, story, happening)
  }
  await perform(context, simulate, { until: story.ends })
  progress.end()
}

async function happen(context: Context, { folder }: MonthStory, happening: Happening): Promise<void> {
  const { company } = happening
  if (happening.do === 'import')
    return void (await perform(context, importVerb, { company, files: [join(folder, happening.file)] }))
  if (happening.do === 'approve')
    return void (await perform(context, approveVerb, { id: await approvalOf(context, happening) }))
  const { period: month, because } = happening
  await perform(context, closePeriodVerb, { company, month, because })
}

/** As if its words had been typed; a refusal ends the demo. */
export async function perform<Input extends z.ZodType>(
  context: Context,
  verb: Verb<Input>,
  words: z.input<Input>,
): Promise<Answer> {
  return accepted(await verb.run(context, verb.input.parse(words)))
}

/** The approval that asks about a bill, as the founder finds it on the waiting list. */
async function approvalOf(context: Context, { what, company }: Extract<Happening, { do: 'approve' }>): Promise<string> {
  const { store } = await context.open()
  const asked = (await waitingItems(store)).find(({ kind, slug, sentence, evidence }) => {
    const words = [sentence, ...evidence.map(({ value }) => value)].join(' ')
    return kind === 'approval' && slug === company && words.includes(what.bill)
  })
  return asked?.id ?? accepted(nothingAsked(what.bill))
}

function nothingAsked(bill: string): Refusal | string {
  return refuse('nothing-waits', { message: `The bill ${bill} should wait for the founder, and does not.` })
}
