export { determineVat, type VatAnswer, type VatCategory, type VatQuestion } from './determine-vat.ts'
export { parsePercent, type Percent, percent, taxOn } from './percent.ts'
export { parseVatId, type VatId } from './vat-id.ts'
export { rateOn, type RateKind, type VatRate } from './vat-rates.ts'
