import type { Chosen } from './program.ts'
import type { Verb } from './verb.ts'

/** A verb by name. It is loaded only when it is used, so that help and short commands start at once. */
export type Entry = {
  readonly name: string
  readonly summary: string
  readonly group: 'Begin' | 'Every day' | 'Look' | 'Keep and move' | 'Run'
  /** `words` are what stands behind the verb; `command` and `query` take one of them into their name. */
  load(words: readonly string[]): Promise<Loaded>
}
export type Loaded = { readonly verb: Verb; readonly word?: string }

const plain = (load: () => Promise<Verb>) => async (): Promise<Loaded> => ({ verb: await load() })

export const verbs: readonly Entry[] = [
  {
    name: 'demo',
    summary: 'A first month of two companies, in a minute',
    group: 'Begin',
    load: plain(async () => (await import('./verbs/demo.ts')).demoVerb),
  },
  {
    name: 'launch',
    summary: 'Launch a company from a template or a company file',
    group: 'Begin',
    load: plain(async () => (await import('./verbs/launch.ts')).launchVerb),
  },
  {
    name: 'check',
    summary: 'Look through a company file without changing anything',
    group: 'Begin',
    load: plain(async () => (await import('./verbs/check.ts')).check),
  },
  {
    name: 'apply',
    summary: 'Put a changed company file into force',
    group: 'Begin',
    load: plain(async () => (await import('./verbs/apply.ts')).apply),
  },
  {
    name: 'portfolio',
    summary: 'All companies in eight lines; the same as no command',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/portfolio.ts')).portfolio),
  },
  {
    name: 'waiting',
    summary: 'What waits for you',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/waiting.ts')).waiting),
  },
  {
    name: 'approve',
    summary: 'Say yes to an act that waits',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/decide.ts')).approveVerb),
  },
  {
    name: 'decline',
    summary: 'Say no to an act that waits, with the reason',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/decide.ts')).declineVerb),
  },
  {
    name: 'import',
    summary: 'Take in mails, bank statements and e-invoices',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/import.ts')).importVerb),
  },
  {
    name: 'close-period',
    summary: 'Close a month of a company',
    group: 'Every day',
    load: plain(async () => (await import('./verbs/close-period.ts')).closePeriodVerb),
  },
  {
    name: 'books',
    summary: 'Balances, entries, trial balance and statement of a company',
    group: 'Look',
    load: plain(async () => (await import('./verbs/books.ts')).books),
  },
  {
    name: 'runs',
    summary: 'The work of a company, latest first',
    group: 'Look',
    load: plain(async () => (await import('./verbs/runs.ts')).runsVerb),
  },
  {
    name: 'run',
    summary: 'One run, step by step',
    group: 'Look',
    load: plain(async () => (await import('./verbs/run.ts')).runVerb),
  },
  {
    name: 'verify',
    summary: 'Prove the log, the balances and their replay',
    group: 'Look',
    load: plain(async () => (await import('./verbs/verify.ts')).verify),
  },
  {
    name: 'doctor',
    summary: 'Look at this machine and the data folder',
    group: 'Look',
    load: plain(async () => (await import('./verbs/doctor.ts')).doctor),
  },
  {
    name: 'export',
    summary: 'Write the books as an hledger journal or CSV',
    group: 'Keep and move',
    load: plain(async () => (await import('./verbs/export.ts')).exportVerb),
  },
  {
    name: 'archive',
    summary: 'Write one company, with all its state, into a file',
    group: 'Keep and move',
    load: plain(async () => (await import('./verbs/archive.ts')).archive),
  },
  {
    name: 'backup',
    summary: 'Write the whole installation into a file',
    group: 'Keep and move',
    load: plain(async () => (await import('./verbs/archive.ts')).backup),
  },
  {
    name: 'restore',
    summary: 'Bring back what archive or backup wrote',
    group: 'Keep and move',
    load: plain(async () => (await import('./verbs/restore.ts')).restore),
  },
  {
    name: 'serve',
    summary: 'Open the console and keep the companies at work',
    group: 'Run',
    load: plain(async () => (await import('./verbs/serve.ts')).serve),
  },
  {
    name: 'simulate',
    summary: 'Make an installation with its own clock, or move that clock',
    group: 'Run',
    load: plain(async () => (await import('./verbs/simulate.ts')).simulate),
  },
  {
    name: 'token',
    summary: 'Ways in for programs: make, list, revoke',
    group: 'Run',
    load: plain(async () => (await import('./verbs/token.ts')).token),
  },
  {
    name: 'command',
    summary: 'Any command of any room, with flags made from its definition',
    group: 'Run',
    load: async ([word]) => (await import('./verbs/command.ts')).commandVerb(word),
  },
  {
    name: 'query',
    summary: 'Any question to any room, with flags made from its definition',
    group: 'Run',
    load: async ([word]) => (await import('./verbs/command.ts')).queryVerb(word),
  },
]

export const rootExamples: readonly string[] = [
  'kontor demo                                            a month of two companies, nothing to set up',
  'kontor launch quiet-inbox --name "My Company"          your first company',
  'kontor import my-company mail.eml statement.xml        mails, bank statements, e-invoices',
  'kontor waiting                                         what needs you',
  'kontor books my-company balances                       where the money is',
  'kontor serve                                           the console, in a browser',
]

const withValue = new Set(['--data'])

/** Finds the verb in a command line: the first word that is no flag. Without one it is the portfolio. */
export async function findVerb(argv: readonly string[]): Promise<Chosen> {
  const at = verbPosition(argv)
  const word = argv[at]
  if (word === 'help') return findVerb([...argv.slice(0, at), ...argv.slice(at + 1), '--help'])
  if (word === undefined && asksForHelp(argv)) return { name: '', verb: undefined, argv }
  const before = word === undefined ? argv : argv.slice(0, at)
  const behind = word === undefined ? [] : argv.slice(at + 1)
  const entry = verbs.find((it) => it.name === (word ?? 'portfolio'))
  if (!entry) return { name: '', verb: undefined, argv }
  const first = behind[0]
  const { verb, word: taken } = await entry.load(first === undefined || first.startsWith('-') ? [] : behind)
  const name = taken === undefined ? entry.name : `${entry.name} ${taken}`
  return { name, verb, argv: [...before, name, ...behind.slice(taken === undefined ? 0 : 1)] }
}

function verbPosition(argv: readonly string[]): number {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (withValue.has(word)) i++
    else if (!word.startsWith('-')) return i
  }
  return argv.length
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.some((word) => ['-h', '--help', '-V', '--version'].includes(word))
}
