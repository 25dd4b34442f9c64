import { z } from 'zod'
import { currency, type Currency, type Effect } from '#kernel'
import {
  amount,
  budget,
  calendarDay,
  count,
  currencyCode,
  folder,
  iban,
  line,
  mailAddress,
  oneOf,
  slug,
  text,
  timezone,
  version,
  webAddress,
} from './file-values.ts'
import { jurisdictionCodes, jurisdictions } from './jurisdictions.ts'
import { checkTogether } from './company-file-checks.ts'

export const roleNames = ['support', 'bookkeeping', 'finance'] as const
export const autonomies = ['propose', 'act-within-limits', 'act'] as const
export const effects = [
  'read',
  'reversible',
  'irreversible',
  'money',
  'outward-message',
  'secret',
] as const satisfies readonly Effect[]
const decisions = ['allow', 'ask', 'deny'] as const

/** A company in parsed form: amounts are `Money`, and everything that was left out has its default. */
export type CompanyFile = z.output<ReturnType<typeof companyFile>>
export type Offer = CompanyFile['offers'][number]
export type Price = Offer['price']
export type BankAccount = CompanyFile['bank'][number]
export type Policy = CompanyFile['policies'][number]
export type RoleName = (typeof roleNames)[number]
export type RoleTerms = NonNullable<CompanyFile['roles'][RoleName]>

const most = { addressLines: 4, mailboxes: 10, accounts: 20, offers: 100, policies: 100, partners: 50, reminders: 5 }

/** The schema of `company.yaml`; `home` is the currency of amounts that name none. */
export function companyFile(home: Currency = currency('EUR')) {
  return z
    .strictObject({
      name: line('the name of the company', 100).describe('The name that customers and authorities see.'),
      purpose: line('what the company does').describe('What the company does, in one line.'),
      jurisdiction: oneOf(jurisdictionCodes).describe('The country whose law and tax hold (ISO 3166).'),
      currency: currencyCode.describe('The currency of the books, and of every amount that names none (ISO 4217).'),
      timezone: timezone.exactOptional().describe("The company's IANA time zone; by default its country's."),
      language: text('a language, such as de or en-GB', { pattern: /^[a-z]{2}(-[A-Z]{2})?$/ })
        .exactOptional()
        .describe("The language it writes in; by default its country's."),
      mail: z.array(mailAddress).min(1).max(most.mailboxes).describe('Its mail addresses; it writes from the first.'),
      legal: legal().describe('Who it is by law: printed on every invoice.'),
      tax: tax().prefault({}).describe('How it is registered for tax.'),
      bank: z.array(bankAccount(home)).max(most.accounts).default([]).describe('Bank accounts.'),
      invoices: invoices().prefault({}).describe('How it invoices and reminds.'),
      offers: z.array(offer(home)).max(most.offers).default([]).describe('What it sells.'),
      roles: roles(home).prefault({}).describe('Its staff; a role that is not named does not work here.'),
      policies: z
        .array(policy(home))
        .max(most.policies)
        .default([])
        .describe('What may be done alone. The strictest rule that fits decides; without one the answer is deny.'),
      knowledge: folder.default('knowledge').describe('The folder of questions and answers, beside this file.'),
      partners: z.array(partner()).max(most.partners).default([]).describe('Companies it buys from.'),
    })
    .superRefine(checkTogether)
    .transform((file) => ({
      ...file,
      timezone: file.timezone ?? jurisdictions[file.jurisdiction].timezone,
      language: file.language ?? jurisdictions[file.jurisdiction].language,
    }))
}

function legal() {
  return z.strictObject({
    form: line('the legal form, such as GmbH', 60),
    registration: line('the entry in the register, such as HRB 12345', 100).exactOptional(),
    address: z
      .array(line('a line of the address', 100))
      .min(1)
      .max(most.addressLines)
      .describe('Street, house, floor.'),
    postcode: line('a postcode, such as "20095"', 16),
    city: line('a city', 100),
  })
}

function tax() {
  const vatShape = { pattern: /^[A-Z]{2}[A-Z0-9]{2,13}$/ }
  return z.strictObject({
    vat: text('a VAT id with its country and without blanks, such as DE123456788', vatShape).exactOptional(),
    number: line('the tax number', 40).exactOptional().describe('The tax number of the tax office.'),
    registered: z.boolean().default(false).describe('Whether it charges VAT.'),
    smallBusiness: z.boolean().default(false).describe('Whether it uses the exemption for small businesses.'),
  })
}

function bankAccount(home: Currency) {
  return z.strictObject({
    id: slug.default('main').describe('Its short name; the only account is main.'),
    iban,
    bic: text('a BIC, such as COBADEFFXXX', { pattern: /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/ }).exactOptional(),
    name: line('the name of the bank', 70),
    opens: amount(home, { negative: true }).prefault('0').describe('The balance that the books begin with.'),
    opensOn: calendarDay.exactOptional().describe('The day of that balance; by default the day of the launch.'),
  })
}

function invoices() {
  return z.strictObject({
    series: text('one to ten capital letters and digits, such as QI', { pattern: /^[A-Z0-9]{1,10}$/ })
      .default('INV')
      .describe('Invoice numbers begin with it: QI-2026-0001.'),
    dueDays: count('days to pay', { max: 365 }).default(14),
    remindAfterDays: z
      .array(count('days after the due day', { min: 1, max: 365 }))
      .max(most.reminders)
      .default([3, 10, 21])
      .describe('Days after the due day on which a reminder goes out.'),
  })
}

function offer(home: Currency) {
  const hours = (what: string) => count(`hours to ${what}`, { min: 1, max: 8760 }).exactOptional()
  return z.strictObject({
    id: slug,
    version: version.describe('Raised whenever price or SLA change: contracts name it.'),
    title: line('a title', 100),
    description: text('a description', { max: 2000 }),
    price: price(home).describe('Net, without VAT.'),
    sla: z
      .strictObject({
        respondHours: hours('a first answer'),
        deliverHours: hours('delivery'),
        revisions: count('revisions', { max: 100 }).exactOptional(),
      })
      .default({})
      .describe('What is promised.'),
  })
}

function price(home: Currency) {
  const net = amount(home)
  const vat = oneOf(['service', 'digital', 'goods']).default('service').describe('What it is for VAT.')
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), amount: net, vat }),
    z.strictObject({ kind: z.literal('per-unit'), amount: net, unit: line('what is counted, such as page', 40), vat }),
    z.strictObject({ kind: z.literal('hourly'), amount: net, vat }),
    z.strictObject({
      kind: z.literal('subscription'),
      amount: net,
      every: oneOf(['month', 'quarter', 'year']).default('month'),
      vat,
    }),
    z.strictObject({ kind: z.literal('quote'), vat }),
  ])
}

function roles(home: Currency) {
  const terms = z
    .strictObject({
      autonomy: oneOf(autonomies).default('propose').describe('How far it goes without a person.'),
      limits: z
        .strictObject({
          perDay: count('acts a day', { max: 10_000 }).exactOptional().describe('Acts a day without a person.'),
          upTo: amount(home, { foreign: false }).exactOptional().describe('The amount of one act without a person.'),
        })
        .default({}),
      budget: budget(home).exactOptional().describe('What it may spend; without a budget nothing.'),
    })
    .exactOptional()
  return z.strictObject({ support: terms, bookkeeping: terms, finance: terms } satisfies Record<RoleName, typeof terms>)
}

function policy(home: Currency) {
  return z.strictObject({
    id: slug,
    effect: oneOf(effects).describe('The class of acts that it is about.'),
    when: z
      .strictObject({
        above: amount(home, { foreign: false }).exactOptional().describe('Only acts of more than this amount.'),
        firstContact: z.boolean().exactOptional().describe('Whether the other side is new to us.'),
        role: oneOf(roleNames).exactOptional().describe('Only acts of this role.'),
      })
      .default({})
      .describe('All of it must hold; left out, the rule always fits.'),
    decide: oneOf(decisions),
  })
}

function partner() {
  return z.strictObject({
    company: slug.exactOptional().describe('A company of this installation.'),
    url: webAddress.exactOptional().describe('A company elsewhere.'),
    for: line('what it is asked for, such as bookkeeping', 100),
  })
}
