import { instant } from '#kernel'
import { paths } from '../paths.ts'
import type { InboxView, ThreadView } from '../views/inbox.ts'
import { companyShell, quietInbox } from './shell.ts'

const slug = quietInbox.slug
const folder = (text: string, count: number, current = false) => ({
  text,
  count,
  current,
  href: `/c/${slug}/inbox?folder=${encodeURIComponent(text)}` as const,
})

export const inbox: InboxView = {
  shell: companyShell('Inbox'),
  company: quietInbox,
  filters: [folder('All', 5, true), folder('Needs you', 1), folder('Answered', 2), folder('Set aside', 1)],
  threads: [
    {
      id: 'thr_refund',
      from: 'Tea & Timber',
      subject: 'Cracked pot in order 1042',
      snippet: 'Hello, the pot arrived with a crack from the rim to the handle. Can I have my money back?',
      state: { tone: 'warn', text: 'waits for you' },
      at: instant('2026-10-05T20:51:00Z'),
      needsYou: true,
      href: paths.thread(slug, 'thr_refund'),
    },
    {
      id: 'thr_parcel',
      from: 'Nordlicht Kerzen',
      subject: 'Where is my parcel?',
      snippet: 'Answered from “Parcels and tracking”, sure to 0.94',
      state: { tone: 'good', text: 'answered' },
      at: instant('2026-10-05T21:25:00Z'),
      needsYou: false,
      href: paths.thread(slug, 'thr_parcel'),
    },
    {
      id: 'thr_bill',
      from: 'Hostwerk GmbH',
      subject: 'Your invoice HW-2026-0917',
      snippet: 'A bill of €1,190.00 was read from the attachment',
      state: { tone: 'neutral', text: 'bill drafted' },
      at: instant('2026-10-05T18:10:00Z'),
      needsYou: false,
      href: paths.thread(slug, 'thr_bill'),
    },
    {
      id: 'thr_bounce',
      from: 'Mail Delivery System',
      subject: 'Undelivered Mail Returned to Sender',
      snippet: 'Kornblume Café cannot be reached at this address',
      state: { tone: 'bad', text: 'bounced' },
      at: instant('2026-10-04T07:01:00Z'),
      needsYou: false,
      href: paths.thread(slug, 'thr_bounce'),
    },
    {
      id: 'thr_ooo',
      from: 'Blumen Ahrens',
      subject: 'Out of office until 12 Oct',
      snippet: 'Recognised as an automatic answer; nothing was sent back',
      state: { tone: 'neutral', text: 'set aside' },
      at: instant('2026-10-03T09:30:00Z'),
      needsYou: false,
      href: paths.thread(slug, 'thr_ooo'),
    },
  ],
  address: 'hello@quiet-inbox.example',
}

export const emptyInbox: InboxView = {
  ...inbox,
  filters: [folder('All', 4), folder('Needs you', 0, true), folder('Answered', 3)],
  threads: [],
}

export const thread: ThreadView = {
  shell: companyShell('Where is my parcel?', [{ text: 'Inbox', href: paths.inbox(slug) }]),
  company: quietInbox,
  subject: 'Where is my parcel?',
  state: { tone: 'good', text: 'answered' },
  party: {
    name: 'Nordlicht Kerzen',
    address: 'post@nordlicht-kerzen.example',
    note: 'Customer since Feb 2026, plan Small shop.',
  },
  messages: [
    {
      id: 'msg_1',
      direction: 'in',
      from: 'Jonte, Nordlicht Kerzen',
      to: 'hello@quiet-inbox.example',
      at: instant('2026-10-05T21:25:00Z'),
      text: 'Hi,\n\nmy customer asks where parcel 00340434 is. It should have come on Friday.\n\nThanks\nJonte',
      attachments: [{ name: 'label.pdf', size: '84 KB', href: `/c/${slug}/documents/doc_label` }],
    },
    {
      id: 'msg_2',
      direction: 'out',
      from: 'Quiet Inbox',
      to: 'post@nordlicht-kerzen.example',
      at: instant('2026-10-05T21:26:00Z'),
      text: 'Hello Jonte,\n\nparcels posted on Thursday afternoon leave on Friday and arrive on Monday or Tuesday. The number can be followed at the carrier from the evening on.\n\nKind regards\nQuiet Inbox\n\nThis answer was written by an AI. Reply “person” and a person reads it.',
      attachments: [],
      delivery: { tone: 'good', text: 'accepted by the mail server' },
      run: paths.run(slug, 'run_answer'),
    },
  ],
  understood: {
    title: 'How it was understood',
    lines: [
      { label: 'Parcels and tracking', value: '0.94' },
      { label: 'Next best: Returns', value: '0.21' },
      { label: 'Needed to answer alone', value: '0.82' },
      { label: 'Answered from knowledge', value: 'yes' },
    ],
  },
  acts: [
    {
      label: 'Hand this conversation to me',
      action: paths.act('inbox.escalate-conversation'),
      fields: { conversation: 'thr_parcel' },
    },
    {
      label: 'Close it',
      action: paths.act('inbox.resolve-conversation'),
      fields: { conversation: 'thr_parcel' },
      asks: [{ name: 'because', label: 'Why does it need nothing more?', kind: 'text' }],
    },
  ],
  reply: {
    label: 'Send the answer',
    look: 'primary',
    action: paths.act('inbox.queue-mail'),
    fields: { conversation: 'thr_parcel' },
    asks: [{ name: 'text', label: 'Your answer', kind: 'text' }],
  },
}
