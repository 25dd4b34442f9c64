import { type Refusal, refuse } from '#kernel'

/** A VAT identification number in the form of VIES: prefix and number, no blanks. `country` is ISO 3166 (Greece: GR). */
export type VatId = { readonly id: string; readonly country: string }

/** What follows the prefix: European Commission, VIES, structure of VAT identification numbers; HMRC VATREG for GB. */
const forms: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^[1-9]\d{8}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GB: /^(\d{9}|\d{12}|(GD|HA)\d{3})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d[A-Z0-9+*]\d{5}[A-Z]|\d{7}[A-Z]{2})$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[A-Z0-9+*]{10}\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
}

/**
 * Reads a VAT id with its prefix, blanks, dots and dashes allowed. Checks the form, for Germany the check digit too;
 * whether the number is registered only VIES can say. Refusal: `vat-id-malformed`.
 */
export function parseVatId(text: string): VatId | Refusal {
  const id = text.replaceAll(/[\s.-]/g, '').toUpperCase()
  const prefix = id.slice(0, 2)
  const number = id.slice(2)
  const wellFormed = forms[prefix]?.test(number) === true && (prefix !== 'DE' || hasGermanCheckDigit(number))
  if (wellFormed) return { id, country: prefix === 'EL' ? 'GR' : prefix }
  return refuse('vat-id-malformed', {
    message: `${text.slice(0, 40)} is not a VAT identification number of an EU country or the United Kingdom`,
    fix: 'ask the customer for the number as it stands in VIES, with its two letters in front',
    facts: { vatId: text.slice(0, 40) },
  })
}

/** ISO/IEC 7064, MOD 11,10. */
function hasGermanCheckDigit(number: string): boolean {
  const digits = Array.from(number, Number)
  const product = digits.slice(0, -1).reduce((so, digit) => (((digit + so) % 10 || 10) * 2) % 11, 10)
  return (11 - product) % 10 === digits.at(-1)
}
