import { AccountPage } from '../pages/account.tsx'
import { BalancesPage } from '../pages/balances.tsx'
import { CompanyHomePage } from '../pages/company-home.tsx'
import { EntryPage } from '../pages/entry.tsx'
import { ErrorPage } from '../pages/error.tsx'
import { errorViews } from '../pages/errors.ts'
import { InboxPage } from '../pages/inbox.tsx'
import { LaunchPage } from '../pages/launch.tsx'
import { PortfolioPage } from '../pages/portfolio.tsx'
import { RunPage } from '../pages/run.tsx'
import { SignInPage } from '../pages/sign-in.tsx'
import { ThreadPage } from '../pages/thread.tsx'
import { WaitingPage } from '../pages/waiting.tsx'
import { WorkPage } from '../pages/work.tsx'
import { paths } from '../paths.ts'
import { account, balances, emptyAccount, emptyBalances, entry } from './books.ts'
import { companyHome, newCompanyHome } from './company.ts'
import { emptyInbox, inbox, thread } from './inbox.ts'
import { firstLaunch, portfolio } from './portfolio.ts'
import { shell } from './shell.ts'
import { nothingWaits, waiting, waitingLine, waitingMail } from './waiting.ts'
import { failedRun, noWork, run, work } from './work.ts'

const confirm = {
  state: 'confirm',
  action: paths.act('sign-in'),
  token: 't0k3n',
  csrf: shell.csrf,
  person: 'founder',
} as const
const refused = {
  kind: 'refused',
  title: 'Approval refused: it has expired',
  message: 'The approval of €1,190.00 to Hostwerk GmbH was open until 19 Oct 2026.',
  fix: 'Let bookkeeping ask again from the run.',
} as const

/** Every screen in every designed state, by name. */
export const screens = {
  portfolio: PortfolioPage(portfolio),
  launch: LaunchPage(firstLaunch),
  waiting: WaitingPage(waiting),
  'waiting-list': WaitingPage({ ...waiting, chosen: false }),
  'waiting-mail': WaitingPage(waitingMail),
  'waiting-line': WaitingPage(waitingLine),
  'waiting-empty': WaitingPage(nothingWaits),
  'waiting-refused': WaitingPage({ ...waiting, shell: { ...waiting.shell, notice: refused } }),
  company: CompanyHomePage(companyHome),
  'company-new': CompanyHomePage(newCompanyHome),
  balances: BalancesPage(balances),
  'balances-empty': BalancesPage(emptyBalances),
  account: AccountPage(account),
  'account-empty': AccountPage(emptyAccount),
  entry: EntryPage(entry),
  inbox: InboxPage(inbox),
  'inbox-empty': InboxPage(emptyInbox),
  thread: ThreadPage(thread),
  work: WorkPage(work),
  'work-empty': WorkPage(noWork),
  run: RunPage(run),
  'run-failed': RunPage(failedRun),
  'sign-in': SignInPage({ state: 'ask' }),
  'sign-in-expired': SignInPage({ state: 'expired' }),
  'sign-in-confirm': SignInPage(confirm),
  'not-found': ErrorPage(errorViews.notFound({ shell: { ...shell, title: 'Not found', here: '/nowhere' } })),
  forbidden: ErrorPage(errorViews.forbidden()),
  'too-many': ErrorPage(errorViews.tooMany({ retryAfterSeconds: 30 })),
  broken: ErrorPage(errorViews.broken({ reference: 'req_01k6tq4m7e9v2c8r5x1z3b6n0d' })),
}
