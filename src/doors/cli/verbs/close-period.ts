import { closeMonth } from '#banking'
import { accepted, founder } from '#kernel'
import { z } from 'zod'
import { settled } from '../settle.ts'
import { defineVerb } from '../verb.ts'

export const closePeriodVerb = defineVerb({
  examples: [
    'kontor close-period my-company 2026-10 --dry-run',
    'kontor close-period my-company 2026-10 --because "One line of 75.00 EUR is unknown; we asked the bank"',
  ],
  positional: ['company', 'month'],
  changes: true,
  input: z.strictObject({
    company: z.string().describe('slug or id'),
    month: z.string().describe('the month, 2026-10'),
    because: z.string().min(1).max(300).optional().describe('why checks that fail are skipped; some never are'),
  }),
  async run(context, { company: name, month, because }) {
    const { id, slug } = await context.company(name)
    const { store } = await context.open()
    const request = { company: id, input: { month, because }, actor: founder, dryRun: context.dryRun }
    const { outcome: closed } = accepted(await store.execute(closeMonth, request))
    const hints = await settled(context, id)
    const checks = closed.checks.map(({ check, ok, why, skipped }) => {
      const mark = ok ? '✓' : '–'
      return `  ${mark} ${check.replaceAll('-', ' ')}${skipped === undefined ? '' : `: ${why}; skipped: ${skipped}`}`
    })
    return {
      data: { company: slug, ...closed, dryRun: context.dryRun },
      lines: [`✓ ${month} of ${slug} ${context.dryRun ? 'can be' : 'is'} closed.`, ...checks],
      hints: [...hints, `Undo: kontor command ledger.reopen-period ${slug} --help`],
    }
  },
})
