import { chart } from '#ledger'

const charted: Readonly<Record<string, { readonly name: string } | undefined>> = chart

/** `Bank (main)`, `Input VAT`: the name that the chart gives, and what tells several apart. */
export function accountName(account: string): string {
  const [role = '', sub] = account.split(':')
  const name = charted[role]?.name ?? role
  return sub === undefined || sub === 'main' ? name : `${name} (${sub})`
}
