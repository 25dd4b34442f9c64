import { addMonths, day, instant, month } from '#kernel'
import { companyLede } from '../ledes.ts'
import { paths } from '../paths.ts'
import type { CompanyHomeView, WorkRow } from '../views/company.ts'
import { companyShell, euro, quietInbox } from './shell.ts'

const slug = quietInbox.slug
const cash = (from: string, ...thousands: number[]) =>
  thousands.map((value, i) => ({ month: addMonths(month(from), i), cash: euro((value * 1000).toFixed(2)) }))

export const feed: readonly WorkRow[] = [
  {
    id: 'run_bill',
    role: 'bookkeeping',
    what: 'Read the bill HW-2026-0917',
    state: { tone: 'warn', text: 'waits for you' },
    at: instant('2026-10-05T18:11:00Z'),
    durationMs: 2410,
    cost: euro('0.02'),
    href: paths.run(slug, 'run_bill'),
  },
  {
    id: 'run_answer',
    role: 'support',
    what: 'Answer “Where is my parcel?” from Nordlicht Kerzen',
    state: { tone: 'good', text: 'sent' },
    at: instant('2026-10-05T21:26:00Z'),
    durationMs: 1380,
    cost: euro('0.01'),
    href: paths.run(slug, 'run_answer'),
  },
  {
    id: 'run_import',
    role: 'bookkeeping',
    what: 'Import the September statement, 42 lines',
    state: { tone: 'good', text: 'posted' },
    at: instant('2026-10-05T16:03:00Z'),
    durationMs: 740,
    href: paths.run(slug, 'run_import'),
  },
  {
    id: 'run_remind',
    role: 'finance',
    what: 'Remind Kornblume Café of invoice 2026-0031',
    state: { tone: 'bad', text: 'bounced' },
    at: instant('2026-10-04T07:00:00Z'),
    durationMs: 3020,
    cost: euro('0.01'),
    href: paths.run(slug, 'run_remind'),
  },
]

export const companyHome: CompanyHomeView = {
  shell: companyShell(quietInbox.name),
  company: quietInbox,
  lede: companyLede({
    slug,
    name: quietInbox.name,
    earned: euro('4960.00'),
    overdue: { count: 2, total: euro('640.00') },
    waiting: 3,
    dueToday: 1,
    cashLasts: day('2027-12-01'),
  }),
  figures: [
    { label: 'Cash', value: euro('18240.55'), note: 'bank and card', href: paths.account(slug, '1200') },
    { label: 'Runway', value: '14 months', note: 'until 1 Dec 2027', href: paths.books(slug) },
    { label: 'Monthly recurring', value: euro('4960.00'), note: '16 customers', href: paths.account(slug, '4400') },
    {
      label: 'Owed to us',
      value: euro('1904.00'),
      note: '€640.00 overdue',
      tone: 'warn',
      href: paths.account(slug, '1400'),
    },
  ],
  runway: {
    title: 'How runway is counted',
    lines: [
      { label: 'Cash on 5 Oct 2026', value: euro('18240.55'), href: paths.account(slug, '1200') },
      { label: 'Median burn of Jul, Aug, Sep', value: euro('1302.90') },
      { label: 'Runway', value: '14 months' },
    ],
  },
  cash: {
    past: cash('2025-11', 4.2, 5.1, 4.6, 6.9, 8.4, 8.1, 10.2, 11, 13.1, 14, 16.3, 18.2),
    forecast: cash('2026-11', 18.9, 19.4, 20.6),
  },
  deadlines: [
    {
      id: 'd1',
      what: 'Bill of Hostwerk GmbH',
      due: day('2026-10-05'),
      tone: 'bad',
      amount: euro('1190.00'),
      href: paths.decision('apr_bill'),
    },
    { id: 'd2', what: 'Close September', due: day('2026-10-07'), tone: 'warn', href: paths.books(slug) },
    {
      id: 'd3',
      what: 'VAT return for September',
      due: day('2026-10-10'),
      tone: 'neutral',
      amount: euro('412.30'),
      href: paths.books(slug),
    },
    {
      id: 'd4',
      what: 'Invoice 2026-0038 falls due',
      due: day('2026-10-28'),
      tone: 'neutral',
      amount: euro('620.00'),
      href: paths.books(slug),
    },
  ],
  feed,
}

export const newCompanyHome: CompanyHomeView = {
  ...companyHome,
  company: { ...quietInbox, state: { tone: 'neutral', text: 'new' } },
  cash: { past: [], forecast: [] },
  deadlines: [],
  feed: [],
}
