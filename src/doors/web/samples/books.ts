import { day, instant, month } from '#kernel'
import { paths } from '../paths.ts'
import type { AccountView, BalancesView, EntryView } from '../views/books.ts'
import { companyShell, euro, quietInbox } from './shell.ts'

const slug = quietInbox.slug
const books = { text: 'Books', href: paths.books(slug) }

export const balances: BalancesView = {
  shell: companyShell('Books'),
  company: quietInbox,
  asOf: day('2026-10-05'),
  groups: [
    {
      kind: 'assets',
      accounts: [
        { code: '1200', name: 'Bank', balance: euro('18240.55') },
        { code: '1400', name: 'Owed by customers', balance: euro('1904.00') },
        { code: '1406', name: 'Input VAT 19 %', balance: euro('306.12') },
      ],
      total: [euro('20450.67')],
    },
    {
      kind: 'liabilities',
      accounts: [
        { code: '3300', name: 'Payable to suppliers', balance: euro('238.00') },
        { code: '3806', name: 'Output VAT 19 %', balance: euro('718.42') },
      ],
      total: [euro('956.42')],
    },
    {
      kind: 'equity',
      accounts: [{ code: '2900', name: 'Paid in by the founder', balance: euro('2500.00') }],
      total: [euro('2500.00')],
    },
    {
      kind: 'income',
      accounts: [{ code: '4400', name: 'Support plans', balance: euro('31260.00') }],
      total: [euro('31260.00')],
    },
    {
      kind: 'expenses',
      accounts: [
        { code: '6810', name: 'Hosting', balance: euro('3000.00') },
        { code: '6855', name: 'Bank fees', balance: euro('-4.20') },
        { code: '6300', name: 'Bought services', balance: euro('11269.95') },
      ],
      total: [euro('14265.75')],
    },
  ],
  totals: [{ debit: euro('34716.42'), credit: euro('34716.42') }],
  periods: [
    { month: month('2026-07'), state: 'closed' },
    { month: month('2026-08'), state: 'closed' },
    { month: month('2026-09'), state: 'soft-locked' },
    { month: month('2026-10'), state: 'open' },
  ],
  exports: [{ text: 'Journal for hledger', href: `/c/${slug}/books/journal` }],
}

export const emptyBalances: BalancesView = { ...balances, groups: [], totals: [], periods: [], exports: [] }

export const account: AccountView = {
  shell: companyShell('Bank', [books]),
  company: quietInbox,
  account: { code: '1200', name: 'Bank', kind: 'assets' },
  balance: euro('18240.55'),
  asOf: day('2026-10-05'),
  entries: [
    {
      id: 'ent_4',
      date: day('2026-10-05'),
      text: 'Payment of invoice 2026-0036, Nordlicht Kerzen',
      against: 'Owed by customers',
      state: 'posted',
      amount: euro('310.00'),
      balance: euro('18240.55'),
    },
    {
      id: 'ent_3',
      date: day('2026-10-02'),
      text: 'Card reserve for domain names',
      against: 'Bought services',
      state: 'pending',
      amount: euro('-36.00'),
      balance: euro('17930.55'),
    },
    {
      id: 'ent_2',
      date: day('2026-10-01'),
      text: 'Fee of the bank, September',
      against: 'Bank fees',
      state: 'posted',
      amount: euro('-4.20'),
      balance: euro('17930.55'),
    },
  ],
  older: `/c/${slug}/books/accounts/1200?before=ent_2`,
}

export const emptyAccount: AccountView = { ...account, entries: [], balance: euro('0.00') }

export const entry: EntryView = {
  shell: companyShell('Invoice 2026-0038', [books]),
  company: quietInbox,
  id: 'ent_01k6tq4m7e9v2c8r5x1z3b6n0d',
  date: day('2026-09-28'),
  text: 'Invoice 2026-0038 to Plain Terms',
  state: { tone: 'good', text: 'posted' },
  postings: [
    { code: '1400', account: 'Owed by customers', href: paths.account(slug, '1400'), debit: euro('737.80') },
    { code: '4400', account: 'Support plans', href: paths.account(slug, '4400'), credit: euro('620.00') },
    { code: '3806', account: 'Output VAT 19 %', href: paths.account(slug, '3806'), credit: euro('117.80') },
  ],
  mirror: {
    company: 'Plain Terms',
    agrees: true,
    postings: [
      { code: '6300', account: 'Bought services', debit: euro('620.00') },
      { code: '1406', account: 'Input VAT 19 %', debit: euro('117.80') },
      { code: '3300', account: 'Payable to suppliers', credit: euro('737.80') },
    ],
  },
  source: {
    text: 'invoice-2026-0038.xml',
    href: `/c/${slug}/documents/doc_38`,
    preview: '<cbc:ID>2026-0038</cbc:ID>\n<cbc:PayableAmount currencyID="EUR">737.80</cbc:PayableAmount>',
  },
  postedBy: {
    actor: 'bookkeeping',
    command: 'ledger.post-entry',
    at: instant('2026-09-28T09:14:00Z'),
    run: paths.run(slug, 'run_invoice'),
  },
  digest: '5be2c0d07ab35e6618c2f0e4d7719b3a5cd08e21f4467bb0913ce5a27d80f6e4',
  reverse: {
    label: 'Reverse the entry of €737.80',
    action: paths.act('ledger.reverse-entry'),
    fields: { entry: 'ent_38' },
    asks: [{ name: 'reason', label: 'Why is it reversed? It stands in the books beside it.', kind: 'text' }],
  },
}
