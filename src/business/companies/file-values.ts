import { z } from 'zod'
import { type Currency, type Day, isCurrency, type Money, parseAmount, parseDay } from '#kernel'
import { isIban } from './iban.ts'
import { isTimeZone } from './jurisdictions.ts'

/** Texts of a company file. Each error says what is expected; the reader adds what was found and where. */
export function text(expected: string, { max = 200, pattern = /\S/ }: { max?: number; pattern?: RegExp } = {}) {
  return z
    .string({ error: expected })
    .regex(pattern, { error: expected })
    .max(max, { error: `${expected} of at most ${max} characters` })
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly [Word, ...Word[]]) {
  return z.enum(words, { error: `one of ${words.join(', ')}` })
}

/** One line without control characters, written so that editors, whose expressions know no Unicode classes, read it too. */
const oneLine = new RegExp(String.raw`^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$`)
export const line = (what: string, max = 200) => text(`${what} in one line`, { max, pattern: oneLine })

export const slug = text('a short name of small letters, digits and hyphens, such as inbox-care', {
  max: 40,
  pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
})

export const version = text('a version of three numbers, such as 1.0.0', {
  max: 20,
  pattern: /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/,
})

export const mailAddress = text('a mail address, such as hello@company.example', {
  max: 254,
  pattern: /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/,
})

export const webAddress = text('a web address, such as https://partner.example', {
  max: 500,
  pattern: /^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[^\s]*)?$/,
})

/** A folder beside the company file: relative and never outside of it. */
export const folder = text('a folder beside the company file, such as knowledge', {
  max: 100,
  pattern: /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/,
})

export const calendarDay = text('a day, such as 2026-10-01', { pattern: /^\d{4}-\d\d-\d\d$/ }).transform(
  (written, context): Day => {
    const day = parseDay(written)
    if (day) return day
    context.addIssue({ code: 'custom', message: 'a day that exists, such as 2026-10-01' })
    return z.NEVER
  },
)

export const timezone = line('a time zone, such as Europe/Berlin', 60).refine(isTimeZone, {
  error: 'a time zone of the IANA list, such as Europe/Berlin',
})

export const iban = line('an IBAN, such as DE89 3704 0044 0532 0130 00', 42)
  .transform((written) => written.replaceAll(' ', '').toUpperCase())
  .refine(isIban, { error: 'an IBAN whose check digits fit, such as DE89 3704 0044 0532 0130 00' })

export function count(what: string, { min = 0, max }: { min?: number; max: number }) {
  const error = `${what} from ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

export const currencyCode = text('a currency of ISO 4217, such as EUR', { pattern: /^[A-Z]{3}$/ }).transform(
  (code, context): Currency => {
    if (isCurrency(code)) return code
    context.addIssue({ code: 'custom', message: 'a currency of ISO 4217, such as EUR' })
    return z.NEVER
  },
)

const unsigned = /^\d{1,12}(\.\d{1,4})?( [A-Z]{3})?$/
const signed = /^-?\d{1,12}(\.\d{1,4})?( [A-Z]{3})?$/

/** `"49.00"` in the company's currency, or `49.00 USD`; exact, never rounded. */
export function amount(home: Currency, { negative = false, foreign = true } = {}) {
  const expected = `an amount as text, such as "49.00"${foreign ? '' : ` in ${home}`}`
  return text(expected, { max: 30, pattern: negative ? signed : unsigned }).transform((written, context): Money => {
    const parsed = readAmount(written, home)
    if (parsed && (foreign || parsed.currency === home)) return parsed
    context.addIssue({ code: 'custom', message: `${expected}, with no more decimals than its currency has` })
    return z.NEVER
  })
}

export const budgetPeriods = ['month', 'day', 'run'] as const

/** What a role may spend on models and services: so much a month, a day, or in one run. */
export type Budget = { readonly amount: Money; readonly per: (typeof budgetPeriods)[number] }

/** `20.00 EUR a month`. */
export function budget(home: Currency) {
  const expected = `a budget in ${home}, such as 20.00 ${home} a month (or a day, or a run)`
  const pattern = /^\d{1,12}(\.\d{1,4})?( [A-Z]{3})? a (month|day|run)$/
  return text(expected, { max: 60, pattern }).transform((written, context): Budget => {
    const [sum = '', period] = written.split(' a ')
    const parsed = readAmount(sum, home)
    const per = budgetPeriods.find((one) => one === period)
    if (parsed && per && parsed.currency === home) return { amount: parsed, per }
    context.addIssue({ code: 'custom', message: expected })
    return z.NEVER
  })
}

function readAmount(written: string, home: Currency): Money | undefined {
  const [digits = '', code = home] = written.split(' ')
  return isCurrency(code) ? parseAmount(digits, code) : undefined
}
