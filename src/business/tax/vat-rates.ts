import { type Day, day } from '#kernel'
import { percent, type Percent } from './percent.ts'

/** `reduced` is the rate of most reduced goods; `second-reduced` another beside it, not always a lower one. */
export type RateKind = 'standard' | 'reduced' | 'second-reduced' | 'super-reduced'

/** A rate that holds from `since` (or earlier, for the first row of a kind) until the next row of its kind. */
export type VatRate = {
  readonly country: string
  readonly kind: RateKind
  readonly since: Day
  readonly percent: Percent
  readonly source: string
}

/** The rate of a day, or undefined when the table does not reach so far. */
export function rateOn(country: string, kind: RateKind, on: Day): VatRate | undefined {
  return vatRates.filter((rate) => rate.country === country && rate.kind === kind && rate.since <= on).at(-1)
}

type Row = readonly [since: string, percent: string]

function rates(country: string, kind: RateKind, source: string, ...rows: readonly Row[]): VatRate[] {
  return rows.map(([since, rate]) => ({ country, kind, since: day(since), percent: percent(rate), source }))
}

/** Rows of a kind are in order of time; each names its law. Compare a row with that law before it is relied upon. */
export const vatRates: readonly VatRate[] = [
  ...rates('AT', 'standard', 'UStG 1994 § 10 Abs. 1', ['1995-01-01', '20']),
  ...rates('AT', 'reduced', 'UStG 1994 § 10 Abs. 2', ['1995-01-01', '10']),
  ...rates('AT', 'second-reduced', 'UStG 1994 § 10 Abs. 3', ['2016-01-01', '13']),
  ...rates('BE', 'standard', 'Arrêté royal n° 20 du 20 juillet 1970, art. 1', ['1996-01-01', '21']),
  ...rates('BE', 'reduced', 'Arrêté royal n° 20, art. 1, tableau A', ['1996-01-01', '6']),
  ...rates('BE', 'second-reduced', 'Arrêté royal n° 20, art. 1, tableau B', ['1996-01-01', '12']),
  ...rates(
    'DE',
    'standard',
    'UStG § 12 Abs. 1; July to December 2020: § 28 Abs. 1',
    ['2007-01-01', '19'],
    ['2020-07-01', '16'],
    ['2021-01-01', '19'],
  ),
  ...rates(
    'DE',
    'reduced',
    'UStG § 12 Abs. 2; July to December 2020: § 28 Abs. 2',
    ['2007-01-01', '7'],
    ['2020-07-01', '5'],
    ['2021-01-01', '7'],
  ),
  ...rates(
    'EE',
    'standard',
    'Käibemaksuseadus § 15 (1)',
    ['2009-07-01', '20'],
    ['2024-01-01', '22'],
    ['2025-07-01', '24'],
  ),
  ...rates('EE', 'reduced', 'Käibemaksuseadus § 15 (2)', ['2009-01-01', '9']),
  ...rates('EE', 'second-reduced', 'Käibemaksuseadus § 15 (accommodation)', ['2025-01-01', '13']),
  ...rates('FI', 'standard', 'Arvonlisäverolaki 84 §', ['2013-01-01', '24'], ['2024-09-01', '25.5']),
  ...rates('FI', 'reduced', 'Arvonlisäverolaki 85 §', ['2013-01-01', '14'], ['2026-01-01', '13.5']),
  ...rates('FI', 'second-reduced', 'Arvonlisäverolaki 85 a §', ['2013-01-01', '10']),
  ...rates('FR', 'standard', 'CGI art. 278', ['2000-04-01', '19.6'], ['2014-01-01', '20']),
  ...rates('FR', 'reduced', 'CGI art. 278 bis, 279', ['2014-01-01', '10']),
  ...rates('FR', 'second-reduced', 'CGI art. 278-0 bis', ['2014-01-01', '5.5']),
  ...rates('FR', 'super-reduced', 'CGI art. 281 quater et seq.', ['2014-01-01', '2.1']),
  ...rates('GB', 'standard', 'VATA 1994 s. 2(1)', ['2010-01-01', '17.5'], ['2011-01-04', '20']),
  ...rates('GB', 'reduced', 'VATA 1994 s. 29A', ['2001-11-01', '5']),
  ...rates(
    'IE',
    'standard',
    'VATCA 2010 s. 46(1)(a)',
    ['2012-01-01', '23'],
    ['2020-09-01', '21'],
    ['2021-03-01', '23'],
  ),
  ...rates('IE', 'reduced', 'VATCA 2010 s. 46(1)(c)', ['2003-01-01', '13.5']),
  ...rates('IE', 'second-reduced', 'VATCA 2010 s. 46(1)(ca)', ['2011-07-01', '9']),
  ...rates('LT', 'standard', 'PVM įstatymas 19 str. 1 d.', ['2009-09-01', '21']),
  ...rates('LT', 'reduced', 'PVM įstatymas 19 str.; Law XV-287', ['2015-01-01', '9'], ['2026-01-01', '12']),
  ...rates('LT', 'second-reduced', 'PVM įstatymas 19 str.', ['2015-01-01', '5']),
  ...rates('LV', 'standard', 'PVN likums 41. pants', ['2012-07-01', '21']),
  ...rates('LV', 'reduced', 'PVN likums 41., 42. pants', ['2011-01-01', '12']),
  ...rates('LV', 'second-reduced', 'PVN likums 41. pants', ['2018-01-01', '5']),
  ...rates('NL', 'standard', 'Wet OB 1968 art. 9 lid 1', ['2001-01-01', '19'], ['2012-10-01', '21']),
  ...rates('NL', 'reduced', 'Wet OB 1968 art. 9 lid 2 a', ['2001-01-01', '6'], ['2019-01-01', '9']),
  ...rates('PL', 'standard', 'Ustawa o VAT art. 41 ust. 1, art. 146ef', ['2011-01-01', '23']),
  ...rates('PL', 'reduced', 'Ustawa o VAT art. 41 ust. 2, art. 146ef', ['2011-01-01', '8']),
  ...rates('PL', 'second-reduced', 'Ustawa o VAT art. 41 ust. 2a', ['2011-01-01', '5']),
  ...rates('SE', 'standard', 'Mervärdesskattelagen (2023:200) 9 kap. 2 §', ['1996-01-01', '25']),
  ...rates('SE', 'reduced', 'Mervärdesskattelagen (2023:200) 9 kap.', ['1996-01-01', '12']),
  ...rates('SE', 'second-reduced', 'Mervärdesskattelagen (2023:200) 9 kap.', ['1996-01-01', '6']),
]
