import { instant } from '#kernel'
import { paths } from '../paths.ts'
import type { RunView, WorkView } from '../views/work.ts'
import { feed } from './company.ts'
import { companyShell, euro, quietInbox } from './shell.ts'

const slug = quietInbox.slug

export const work: WorkView = {
  shell: companyShell('Work'),
  company: quietInbox,
  figures: [
    { label: 'Runs today', value: '38', note: '36 done, 1 waits, 1 failed', href: paths.work(slug) },
    { label: 'Spent this month', value: euro('4.12'), note: 'of €20.00 budget', href: paths.work(slug) },
    { label: 'Without a person', value: '94 %', note: 'last 30 days', href: paths.work(slug) },
  ],
  runs: feed,
  older: `/c/${slug}/work?before=run_remind`,
}

export const noWork: WorkView = { shell: work.shell, company: quietInbox, figures: work.figures, runs: [] }

export const run: RunView = {
  shell: companyShell('Read the bill HW-2026-0917', [{ text: 'Work', href: paths.work(slug) }]),
  company: quietInbox,
  id: 'run_01k6tq4m7e9v2c8r5x1z3b6n0d',
  what: 'Read the bill HW-2026-0917',
  role: 'bookkeeping',
  state: { tone: 'warn', text: 'waits for you' },
  started: instant('2026-10-05T18:11:00Z'),
  durationMs: 2410,
  cost: euro('0.02'),
  retries: 1,
  outcome: { tone: 'warn', text: 'The bill is drafted and balanced. It is posted when you approve it.' },
  approval: { text: 'Approve €1,190.00 to Hostwerk GmbH', href: paths.decision('apr_bill') },
  steps: [
    {
      name: 'Find the invoice in the mail',
      state: 'done',
      durationMs: 42,
      retries: 0,
      input: '{\n  "mail": "msg_bill"\n}',
      output: '{\n  "attachment": "HW-2026-0917.xml",\n  "syntax": "UBL 2.1"\n}',
    },
    {
      name: 'Check it against EN 16931',
      state: 'done',
      durationMs: 118,
      retries: 0,
      output: '{\n  "violations": 0\n}',
    },
    {
      name: 'Propose the accounts',
      state: 'done',
      note: 'By the rule of the last three bills of Hostwerk GmbH.',
      durationMs: 2230,
      cost: euro('0.02'),
      retries: 1,
    },
    { name: 'Ask the policy', state: 'done', note: '€1,190.00 is above €500.00: ask.', durationMs: 3, retries: 0 },
    { name: 'Wait for the approval', state: 'waiting', retries: 0 },
  ],
  events: [
    { id: 'evt_1', position: 4101, name: 'inbox.mail-recognised', at: instant('2026-10-05T18:11:01Z') },
    { id: 'evt_2', position: 4102, name: 'invoicing.bill-drafted', at: instant('2026-10-05T18:11:03Z') },
    { id: 'evt_3', position: 4103, name: 'approvals.approval-asked', at: instant('2026-10-05T18:11:03Z') },
  ],
  journal: [],
  acts: [{ label: 'Cancel the run', action: paths.act('engine.cancel-run'), fields: { run: 'run_bill' } }],
  replay: { href: `${paths.run(slug, 'run_bill')}?replay=1` },
}

const { approval: _, ...untethered } = run

export const failedRun: RunView = {
  ...untethered,
  what: 'Remind Kornblume Café of invoice 2026-0031',
  role: 'finance',
  state: { tone: 'bad', text: 'failed' },
  outcome: {
    tone: 'bad',
    text: 'The reminder was not delivered: the address does not exist.',
    fix: 'Correct the address of Kornblume Café, then replay the run.',
  },
  steps: [
    { name: 'Write the reminder', state: 'done', durationMs: 12, retries: 0 },
    { name: 'Send the mail', state: 'failed', durationMs: 3008, retries: 3, error: '550 5.1.1 mailbox unknown' },
  ],
  journal: [],
  events: [],
  replay: {
    href: `${paths.run(slug, 'run_remind')}?replay=1`,
    result: { tone: 'bad', text: 'The records end at “send”: it was not done.', steps: ['write'] },
  },
}
