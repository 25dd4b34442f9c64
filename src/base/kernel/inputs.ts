import { z } from 'zod'
import { isCurrency } from './currency.ts'
import { type Day, type Month, parseDay, parseMonth } from './day.ts'
import { type Id, isId } from './id.ts'
import { type Instant, parseInstant } from './instant.ts'
import { type Money, parseAmount } from './money.ts'

/** `49.00 EUR`, exact. */
export const moneyInput = z
  .string()
  .meta({ description: 'an amount and its currency', examples: ['49.00 EUR'] })
  .transform((text, context): Money => {
    const [amount = '', code = '', more] = text.trim().split(/\s+/)
    const parsed = more === undefined && isCurrency(code) ? parseAmount(amount, code) : undefined
    if (parsed) return parsed
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not an amount; write 49.00 EUR, with no more decimals than the currency has`,
    })
    return z.NEVER
  })

export const dayInput = read('a day, 2026-10-05', '2026-10-05', (text): Day | undefined => parseDay(text))
export const monthInput = read('a month, 2026-10', '2026-10', (text): Month | undefined => parseMonth(text))
export const instantInput = read(
  'a moment, 2026-10-05T09:00:00Z',
  '2026-10-05T09:00:00Z',
  (text): Instant | undefined => parseInstant(text),
)

/** An id of one kind: `idInput('inv')`. */
export function idInput<Kind extends string>(kind: Kind): z.ZodType<Id<Kind>, string> {
  return read(`an id that starts with ${kind}_`, `${kind}_01k6x3m7p2e8r4t9w1y5z0abcd`, (text) =>
    isId(kind, text) ? text : undefined,
  )
}

function read<T>(what: string, example: string, parse: (text: string) => T | undefined): z.ZodType<T, string> {
  return z
    .string()
    .meta({ description: what, examples: [example] })
    .transform((text, context) => {
      const parsed = parse(text)
      if (parsed !== undefined) return parsed
      context.addIssue({ code: 'custom', message: `"${text}" is not ${what}` })
      return z.NEVER
    })
}
