import { type Money, printAmount } from '#kernel'
import { formatMoney, moneyParts } from '../format.ts'

/** An amount as people read it, with its exact value for machines. */
export function Amount({ of, big = false }: { of: Money; big?: boolean }) {
  const { whole, decimals } = moneyParts(of)
  const sign = of.minor < 0n ? 'money negative' : 'money'
  return (
    <data class={sign} value={`${printAmount(of)} ${of.currency}`}>
      {big ? whole : formatMoney(of)}
      {big && decimals ? <span class="decimals">{decimals}</span> : null}
    </data>
  )
}

/** A right-aligned table cell; empty when there is no amount on this side. */
export function MoneyCell({ of, wide = false }: { of: Money | undefined; wide?: boolean }) {
  return <td class={wide ? 'number wide' : 'number'}>{of ? <Amount of={of} /> : null}</td>
}

/** Money or words, as figures and receipts hold them. */
export function Value({ of, big = false }: { of: Money | string; big?: boolean }) {
  return typeof of === 'string' ? <>{of}</> : <Amount of={of} big={big} />
}
