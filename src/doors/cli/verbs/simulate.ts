import { accepted, type Instant, instantInput, refuse, type Refusal } from '#kernel'
import { z } from 'zod'
import { progressOn } from '../progress.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

export const simulate = defineVerb({
  examples: [
    'kontor --data ./try simulate --from 2026-10-01T06:00:00Z     a new installation with its own clock',
    'kontor --data ./try simulate --until 2026-10-31T18:00:00Z    what falls due on the way happens at its moment',
  ],
  changes: true,
  input: z.strictObject({
    from: instantInput.optional().describe('make the installation, at this moment'),
    until: instantInput.optional().describe('move the clock to this moment'),
  }),
  async run(context, { from, until }) {
    if ((from === undefined) === (until === undefined)) {
      return refuse('usage', { message: 'Name either --from or --until.', fix: 'kontor simulate --help shows both.' })
    }
    return from === undefined ? moved(context, until as Instant) : made(context, from)
  },
})

async function made(context: Context, from: Instant): Promise<Answer | Refusal> {
  const { dataFolder, around } = context
  if (around.holdsInstallation(dataFolder)) return exists(dataFolder)
  if (!context.dryRun) {
    const { simulated, store } = await context.open({ create: true, simulatedFrom: from })
    // DATABASE_URL may have named one that was made before.
    if (!simulated || store.clock.now() !== from) return exists(dataFolder)
  }
  const word = context.dryRun ? 'would be made' : 'is made'
  return {
    data: { dataFolder, now: from, dryRun: context.dryRun },
    lines: [`✓ A simulated installation ${word} in ${dataFolder}; it is ${from} there.`],
    hints: ['Next: kontor launch quiet-inbox --name "Quiet Inbox", then kontor simulate --until <moment>'],
  }
}

function exists(dataFolder: string): Refusal {
  return refuse('installation-exists', {
    message: `There is an installation in ${dataFolder} already; the kind of its clock is settled.`,
    fix: 'Choose another folder with --data.',
    facts: { dataFolder },
  })
}

async function moved(context: Context, until: Instant): Promise<Answer> {
  const installation = await context.open()
  const from = installation.store.clock.now()
  if (context.dryRun) {
    return { data: { from, until, dryRun: true }, lines: [`Would move the clock from ${from} to ${until}.`] }
  }
  const progress = progressOn(context.io, context.json)
  progress.show(`${from} → ${until}`)
  const refused = await installation.moveTo(until)
  progress.end()
  if (refused) accepted(refused)
  return { data: { from, until, dryRun: false }, lines: [`✓ It is ${until}.`], hints: ['Time has no undo.'] }
}
