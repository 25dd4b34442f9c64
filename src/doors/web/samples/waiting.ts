import { day, instant } from '#kernel'
import { paths } from '../paths.ts'
import type { EvidenceView, WaitingItem, WaitingView } from '../views/waiting.ts'
import { euro, shell } from './shell.ts'

const bill: WaitingItem = {
  id: 'apr_bill',
  act: 'Approve €1,190.00 to Hostwerk GmbH',
  company: 'Quiet Inbox',
  role: 'bookkeeping',
  why: 'The bill is above the €500.00 that bookkeeping may accept alone.',
  due: day('2026-10-05'),
  href: paths.decision('apr_bill'),
}

const items: readonly WaitingItem[] = [
  {
    id: 'apr_late',
    act: 'Send a last reminder for €600.00 to Blumen Ahrens',
    company: 'Pixel Post',
    role: 'finance',
    why: 'A third reminder always asks.',
    due: day('2026-10-03'),
    href: paths.decision('apr_late'),
  },
  bill,
  {
    id: 'apr_mail',
    act: 'Reply to Tea & Timber about a refund of €49.00',
    company: 'Quiet Inbox',
    role: 'support',
    why: 'No answer in the knowledge fits, and it promises money.',
    due: day('2026-10-06'),
    href: paths.decision('apr_mail'),
  },
  {
    id: 'apr_line',
    act: 'Book €83.20 received from an unknown sender',
    company: 'Quiet Inbox',
    role: 'bookkeeping',
    why: 'No invoice, party or rule matches this line of the statement.',
    href: paths.decision('apr_line'),
  },
]

const evidence: EvidenceView = {
  item: bill,
  asked: instant('2026-10-05T18:12:00Z'),
  expires: instant('2026-10-19T22:00:00Z'),
  amount: euro('1190.00'),
  policy: {
    where: 'company.yaml, line 41',
    text: 'roles:\n  bookkeeping:\n    accept-bill: { allow: "≤ 500.00 EUR", else: ask }',
    says: 'Bookkeeping accepts bills up to €500.00 alone. Above that it asks.',
  },
  facts: [
    { label: 'Counterparty', value: 'Hostwerk GmbH, known since Mar 2026' },
    { label: 'Bill', value: 'HW-2026-0917 of 28 Sep 2026', href: paths.thread('quiet-inbox', 'thr_bill') },
    { label: 'Pay to', value: 'DE02120300000000202051', machine: true },
    { label: 'Same as before?', value: 'Yes, €1,190.00 each quarter, same account' },
  ],
  journal: [
    { account: 'Hosting', href: paths.account('quiet-inbox', '6810'), debit: euro('1000.00') },
    { account: 'Input VAT 19 %', href: paths.account('quiet-inbox', '1406'), debit: euro('190.00') },
    { account: 'Payable to suppliers', href: paths.account('quiet-inbox', '3300'), credit: euro('1190.00') },
  ],
  dryRun: {
    tone: 'good',
    text: 'Posts one balanced entry on 28 Sep 2026 and plans the payment for 12 Oct 2026. No money moves yet.',
  },
  run: { id: 'run_bill', title: 'Read the bill HW-2026-0917', href: paths.run('quiet-inbox', 'run_bill') },
  digest: '9f2c41d07ab35e6618c2f0e4d7719b3a5cd08e21f4467bb0913ce5a27d80f6e4',
  approve: {
    label: 'Approve €1,190.00 to Hostwerk GmbH',
    action: paths.act('approvals.approve'),
    fields: { approval: 'apr_bill' },
  },
  decline: {
    label: 'Decline',
    action: paths.act('approvals.decline'),
    fields: { approval: 'apr_bill' },
    asks: [{ name: 'because', label: 'Why not? The role reads it.', kind: 'text' }],
  },
  later: paths.decision('apr_mail'),
}

const waitingShell = { ...shell, title: 'Waiting', here: paths.waiting }

export const waiting: WaitingView = { shell: waitingShell, items, evidence, chosen: true }

export const waitingMail: WaitingView = {
  ...waiting,
  shell: {
    ...waitingShell,
    notice: {
      kind: 'done',
      text: 'Approved €1,190.00 to Hostwerk GmbH.',
      undo: { label: 'Undo the approval', action: paths.act('approvals.withdraw'), fields: { approval: 'apr_bill' } },
    },
  },
  evidence: {
    item: items[2] ?? bill,
    asked: instant('2026-10-05T20:55:00Z'),
    facts: [{ label: 'Customer', value: 'Tea & Timber, 14 orders' }],
    policy: {
      where: 'company.yaml, line 52',
      text: 'support:\n    reply: { allow: "knowledge ≥ 0.82", else: ask }',
      says: 'Support answers alone when the knowledge fits well enough. It was 0.41 here.',
    },
    mail: {
      title: 'Mail as it would go out',
      from: 'Quiet Inbox <hello@quiet-inbox.example>',
      to: 'Ida <ida@tea-and-timber.example>',
      subject: 'Re: Cracked pot in order 1042',
      text: 'Hello Ida,\n\nI am sorry that the pot arrived cracked. We will refund the €49.00 to the card you paid with; it takes two to four days.\n\nYou need not send it back.\n\nKind regards\nQuiet Inbox\n\nThis answer was written with the help of AI and read by a person.',
      attachments: [],
    },
    digest: '11aa41d07ab35e6618c2f0e4d7719b3a5cd08e21f4467bb0913ce5a27d80f6e4',
    approve: {
      label: 'Send the reply to Tea & Timber',
      action: paths.act('approvals.approve'),
      disabledBecause: 'The mail account has refused to send since 21:10. Fix the account first, then approve.',
    },
    ...(evidence.decline ? { decline: evidence.decline } : {}),
    later: paths.decision('apr_line'),
  },
}

export const waitingLine: WaitingView = {
  ...waiting,
  evidence: {
    item: items[3] ?? bill,
    asked: instant('2026-10-05T06:00:00Z'),
    amount: euro('83.20'),
    facts: [{ label: 'Text', value: 'Gutschrift 4471 danke' }],
    approve: {
      label: 'Book €83.20',
      action: paths.act('banking.book-line'),
      fields: { line: 'bln_1' },
      asks: [
        {
          name: 'account',
          label: 'Account',
          kind: 'choice',
          options: [{ value: 'income.other', text: 'Other income' }],
        },
        { name: 'description', label: 'What it is', kind: 'line' },
      ],
    },
  },
}

export const nothingWaits: WaitingView = {
  shell: { ...waitingShell, waiting: 0 },
  items: [],
  chosen: false,
}
