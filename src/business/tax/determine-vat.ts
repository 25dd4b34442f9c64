import { type Day, isRefusal, type Refusal, refuse } from '#kernel'
import { percent, type Percent } from './percent.ts'
import { parseVatId } from './vat-id.ts'
import { rateOn } from './vat-rates.ts'

/** Countries are ISO 3166 alpha-2. `digital`: a service delivered electronically, with hardly any human work. */
export type VatQuestion = {
  readonly supplier: { readonly country: string; readonly vatRegistered: boolean; readonly vatId?: string }
  /** `isBusiness` is what the founder knows of a buyer outside the EU; inside it only a VAT id is proof. */
  readonly buyer: { readonly country: string; readonly vatId?: string; readonly isBusiness?: boolean }
  readonly kind: 'service' | 'digital' | 'goods'
  readonly on: Day
}

/** UNCL 5305 as EN 16931 uses it. */
export type VatCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O'

export type VatAnswer = {
  readonly category: VatCategory
  readonly percent: Percent
  /** Why, and what to watch: for the founder. */
  readonly note: string
  /** What the invoice must say when it charges no tax (BT-121, BT-120). */
  readonly exemption?: { readonly code?: string; readonly text: string }
  readonly source: string
}

type Case = VatQuestion & {
  readonly domestic: boolean
  readonly from: Area
  readonly to: Area
  /** Undefined when nobody has said. */
  readonly business: boolean | undefined
}
type Area = 'EU' | 'GB' | 'elsewhere'
type Rule = { readonly applies: (so: Case) => boolean; readonly answer: (so: Case) => VatAnswer | Refusal }

const eu = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
const directive = 'Directive 2006/112/EC'
const none = percent('0')

/**
 * VAT of a sale, for the cases Kontor knows, first matching rule first; anything else is a question to the founder.
 * Refusals: `vat-ask-founder`, `vat-id-malformed`, `vat-id-missing`, `vat-rate-unknown`. Not tax advice.
 */
export function determineVat(question: VatQuestion): VatAnswer | Refusal {
  const { supplier, buyer } = question
  const domestic = supplier.country === buyer.country
  const vatId = buyer.vatId === undefined || domestic ? undefined : buyerVatId(buyer.vatId, buyer.country)
  if (isRefusal(vatId)) return vatId
  const to = areaOf(buyer.country)
  const business = vatId !== undefined || (to === 'EU' ? false : buyer.isBusiness)
  const so: Case = { ...question, domestic, from: areaOf(supplier.country), to, business }
  return rules.find((rule) => rule.applies(so))?.answer(so) ?? askFounder(so)
}

const rules: readonly Rule[] = [
  { applies: ({ from }) => from === 'elsewhere', answer: (so) => askFounder(so) },
  { applies: ({ supplier, domestic }) => !supplier.vatRegistered && domestic, answer: smallBusiness },
  {
    applies: ({ supplier, kind, business, to }) =>
      !supplier.vatRegistered && kind === 'service' && business === false && to === 'EU',
    answer: smallBusiness,
  },
  { applies: ({ supplier }) => !supplier.vatRegistered, answer: (so) => askFounder(so) },
  { applies: ({ domestic }) => domestic, answer: (so) => standardRate(so, 'a sale at home') },
  { applies: ({ from, to, business }) => from === 'EU' && to === 'EU' && business === true, answer: toEuBusiness },
  { applies: ({ from, to }) => from === 'EU' && to === 'EU', answer: toEuConsumer },
  { applies: ({ kind }) => kind === 'goods', answer: exportOfGoods },
  { applies: ({ business }) => business === true, answer: serviceAbroad },
  {
    applies: ({ from, to, kind, business }) =>
      from === 'EU' && to === 'elsewhere' && kind === 'digital' && business === false,
    answer: serviceAbroad,
  },
]

function smallBusiness({ supplier }: Case): VatAnswer | Refusal {
  const [text, source] = smallBusinessLaw[supplier.country] ?? [
    'Exempt: small enterprise, Article 284 of Directive 2006/112/EC',
    `${directive}, Art. 284`,
  ]
  const note = 'the supplier is not registered for VAT; watch the threshold of the small-business scheme'
  return { category: 'E', percent: none, note, exemption: { text }, source }
}

const smallBusinessLaw: Readonly<Record<string, readonly [text: string, source: string]>> = {
  DE: ['Steuerfrei nach § 19 UStG (Kleinunternehmer)', 'UStG § 19, in the version since 2025-01-01'],
  EE: ['Not registered for VAT (KMS § 19)', 'Käibemaksuseadus § 19 (threshold EUR 40,000)'],
  FR: ['TVA non applicable, art. 293 B du CGI', 'CGI art. 293 B'],
  GB: ['Not registered for VAT', 'VATA 1994 Sch. 1'],
}

function standardRate({ supplier, on }: Case, note: string, rule?: string): VatAnswer | Refusal {
  const rate = rateOn(supplier.country, 'standard', on)
  if (rate) {
    const source = rule === undefined ? rate.source : `${rate.source}; ${rule}`
    return { category: 'S', percent: rate.percent, note: `${note}: standard rate of ${supplier.country}`, source }
  }
  return refuse('vat-rate-unknown', {
    message: `the VAT rate of ${supplier.country} on ${on} is not in Kontor's table`,
    fix: 'give the rate on the line yourself',
    facts: { country: supplier.country, on },
  })
}

function toEuBusiness({ supplier, kind }: Case): VatAnswer | Refusal {
  const own = supplier.vatId === undefined ? undefined : parseVatId(supplier.vatId)
  if (isRefusal(own)) return own
  if (own?.country !== supplier.country) return missingOwnVatId(supplier.country)
  if (kind === 'goods') {
    return {
      category: 'K',
      percent: none,
      note: 'keep the proof of transport; report the sale in the EC sales list',
      exemption: { code: 'VATEX-EU-IC', text: 'Intra-Community supply' },
      source: `${directive}, Art. 138`,
    }
  }
  return {
    category: 'AE',
    percent: none,
    note: 'the buyer owes the VAT; report the sale in the EC sales list and keep the check of the VAT id',
    exemption: { code: 'VATEX-EU-AE', text: 'Reverse charge' },
    source: `${directive}, Art. 44, 196, 226 (11a)`,
  }
}

function toEuConsumer(so: Case): VatAnswer | Refusal {
  if (so.kind === 'service') return standardRate(so, 'a service to a consumer in the EU', `${directive}, Art. 45`)
  const note = "a sale to a consumer in the EU; above EUR 10,000 of such sales a year the buyer's rate is due by OSS"
  return standardRate(so, note, `${directive}, Art. 59c`)
}

function exportOfGoods({ from }: Case): VatAnswer {
  const note = 'keep the proof of export; Northern Ireland has rules of its own'
  const exemption = { code: 'VATEX-EU-G', text: 'Export outside the EU' }
  if (from === 'EU') return { category: 'G', percent: none, note, exemption, source: `${directive}, Art. 146` }
  return { category: 'G', percent: none, note, exemption: { text: 'Export of goods' }, source: 'VATA 1994 s. 30(6)' }
}

function serviceAbroad({ from, buyer, business }: Case): VatAnswer {
  const article = business ? 'Art. 44' : 'Art. 58'
  return {
    category: 'O',
    percent: none,
    note: `supplied where the buyer is; ${buyer.country} may tax it there${business ? '' : ', and then the supplier owes it'}`,
    exemption: { code: 'VATEX-EU-O', text: `Not subject to VAT here: supplied in ${buyer.country}` },
    source: from === 'EU' ? `${directive}, ${article}` : 'VATA 1994 s. 7A',
  }
}

function areaOf(country: string): Area {
  if (eu.includes(country)) return 'EU'
  return country === 'GB' ? 'GB' : 'elsewhere'
}

/** Outside the EU and GB there is no form to check: any id counts as the buyer's word to be a business. */
function buyerVatId(text: string, country: string): string | Refusal {
  if (areaOf(country) === 'elsewhere') return text
  const parsed = parseVatId(text)
  if (isRefusal(parsed) || parsed.country === country) return isRefusal(parsed) ? parsed : parsed.id
  return refuse('vat-id-malformed', {
    message: `${parsed.id} is a VAT id of ${parsed.country}, but the buyer is in ${country}`,
    fix: 'correct the country or the VAT id of the buyer',
    facts: { vatId: parsed.id, country },
  })
}

function missingOwnVatId(country: string): Refusal {
  return refuse('vat-id-missing', {
    message: `a sale to a business in another EU country needs your own VAT id of ${country} on the invoice`,
    fix: 'add the VAT id to the company file',
    facts: { country },
  })
}

function askFounder({ supplier, buyer, kind, business }: Case): Refusal {
  const known = business === undefined ? ', and nobody has said whether the buyer is a business' : ''
  return refuse('vat-ask-founder', {
    message: `Kontor has no VAT rule for ${kind} from ${supplier.country} to ${buyer.country}${known}`,
    fix: 'say whether the buyer is a business, or ask the founder to choose category and rate with an adviser',
    facts: { supplier: supplier.country, buyer: buyer.country, kind },
  })
}
