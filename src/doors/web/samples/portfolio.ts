import { day } from '#kernel'
import { portfolioLede } from '../ledes.ts'
import { paths } from '../paths.ts'
import type { CompanyRow, LaunchPageView, PortfolioView } from '../views/portfolio.ts'
import { euro, shell } from './shell.ts'

const trend = (...thousands: number[]) => thousands.map((value) => euro((value * 1000).toFixed(2)))

const companies: readonly CompanyRow[] = [
  {
    slug: 'pixel-post',
    name: 'Pixel Post',
    line: 'Product pictures for online shops',
    state: { tone: 'bad', text: 'runs out soon' },
    trend: trend(9.2, 8.6, 8.9, 7.1, 6.4, 6.6, 5.2, 4.4, 4.1, 3.3, 2.9, 2.4, 2.1),
    cash: euro('2140.16'),
    runway: { text: '2.1 months', until: day('2026-12-08'), tone: 'bad' },
    recurring: euro('390.00'),
    waiting: 1,
    work: 'idle since 3 Oct',
  },
  {
    slug: 'quiet-inbox',
    name: 'Quiet Inbox',
    line: 'Support mail for small shops',
    state: { tone: 'warn', text: '3 decisions wait' },
    trend: trend(11, 11.8, 11.2, 12.4, 13, 12.6, 14.1, 13.9, 15.2, 16.1, 15.7, 17, 18.2),
    cash: euro('18240.55'),
    runway: { text: '14 months', until: day('2027-12-01'), tone: 'good' },
    recurring: euro('4960.00'),
    waiting: 3,
    work: '2 running',
  },
  {
    slug: 'ledgerline',
    name: 'Ledgerline',
    line: 'Books of micro companies, closed by the fifth',
    state: { tone: 'good', text: 'all well' },
    trend: trend(20, 20.5, 20.2, 21.9, 22.4, 22.1, 23, 24.6, 24.4, 25.1, 26, 25.8, 26.9),
    cash: euro('26904.10'),
    runway: { text: 'growing', tone: 'good' },
    recurring: euro('7220.00'),
    waiting: 0,
    work: '1 running',
  },
  {
    slug: 'plain-terms',
    name: 'Plain Terms',
    line: 'Contracts in plain words',
    state: { tone: 'good', text: 'all well' },
    trend: trend(6, 6.2, 6.1, 6.6, 6.5, 6.9, 7.2, 7, 7.4, 7.8, 7.7, 8.1, 8.4),
    cash: euro('8412.00'),
    runway: { text: '9 months', until: day('2027-07-02'), tone: 'good' },
    recurring: euro('1150.00'),
    waiting: 0,
    work: 'idle since 4 Oct',
  },
  {
    slug: 'gridwise',
    name: 'Gridwise',
    line: 'Energy reports for landlords',
    state: { tone: 'neutral', text: 'new' },
    trend: trend(2.5),
    cash: euro('2500.00'),
    runway: { text: 'too new', tone: 'neutral' },
    waiting: 0,
    work: 'nothing yet',
  },
]

export const portfolio: PortfolioView = {
  shell,
  lede: portfolioLede({
    companies: 5,
    earned: [euro('18600.00')],
    waiting: 4,
    dueToday: 1,
    short: [{ slug: 'pixel-post', name: 'Pixel Post', runway: 'two months' }],
  }),
  figures: [
    { label: 'Cash', value: euro('58196.81'), note: 'in 5 companies', href: paths.portfolio },
    { label: 'Monthly recurring', value: euro('13720.00'), note: '+€640.00 since Sep', href: paths.portfolio },
    {
      label: 'Shortest runway',
      value: '2.1 months',
      note: 'Pixel Post, until 8 Dec 2026',
      tone: 'bad',
      href: paths.company('pixel-post'),
    },
    { label: 'Waiting', value: '4', note: 'oldest since yesterday', href: paths.waiting },
    { label: 'Work today', value: euro('1.84'), note: 'of €12.00 budget', href: paths.work('quiet-inbox') },
  ],
  companies,
  launch: paths.launch,
}

export const firstLaunch: LaunchPageView = {
  shell: { ...shell, companies: [], waiting: 0, title: 'Launch', here: paths.launch },
  first: true,
  launch: {
    action: paths.act('companies.launch'),
    command: 'kontor launch quiet-inbox --name "Quiet Inbox"',
    templates: [
      {
        template: 'quiet-inbox',
        name: 'Support agency',
        line: 'Answers the mail of small shops from what they know, and says so when it does not know.',
        roles: ['support', 'bookkeeping', 'finance'],
        monthlyCost: euro('14.00'),
      },
      {
        template: 'ledgerline',
        name: 'Bookkeeping firm',
        line: 'Keeps the books of other micro companies and closes each month by the fifth.',
        roles: ['bookkeeping', 'compliance', 'finance'],
        monthlyCost: euro('9.00'),
      },
      {
        template: 'blank',
        name: 'Empty company',
        line: 'Books, an inbox and nothing else. You write the company file.',
        roles: ['bookkeeping'],
        monthlyCost: euro('0.00'),
      },
    ],
  },
}
