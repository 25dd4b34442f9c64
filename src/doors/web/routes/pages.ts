import { isRefusal, type Refusal } from '#kernel'
import type { CompanyInFigures } from '#portfolio'
import type { Context, Hono } from 'hono'
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
import { accountView } from '../makers/account.ts'
import { balancesView } from '../makers/books.ts'
import { companyHomeView } from '../makers/company.ts'
import { entryView } from '../makers/entry.ts'
import { inboxView } from '../makers/inbox.ts'
import { launchView } from '../makers/launch.ts'
import type { ConsoleEnv, ConsoleOptions, Visit } from './options.ts'
import { portfolioView } from '../makers/portfolio.ts'
import { respond } from './respond.ts'
import { runView } from '../makers/run.ts'
import { threadView } from '../makers/thread.ts'
import { strangerPage, visitOf } from './visit.ts'
import { waitingView } from '../makers/waiting.ts'
import { workView } from '../makers/work.ts'

type Html = Parameters<typeof respond>[1]
type OfInstallation = (visit: Visit) => Html | Promise<Html>
type OfCompany = (visit: Visit, figures: CompanyInFigures, id: string) => Promise<Html | Refusal>

/** Every page and the address it stands at. */
export function addPages(app: Hono<ConsoleEnv>, options: ConsoleOptions): void {
  const page = (path: string, make: OfInstallation): unknown => app.get(path, (c) => shown(c, options, make))
  const ofCompany = (path: string, make: OfCompany): unknown =>
    app.get(`/c/:slug${path}`, (c) => shown(c, options, (visit) => inCompany(c, visit, make)))
  page(paths.portfolio, async (visit) =>
    visit.companies.length === 0 ? LaunchPage(launchView(visit)) : PortfolioPage(await portfolioView(visit)),
  )
  page(paths.launch, (visit) => LaunchPage(launchView(visit)))
  page(paths.waiting, async (visit) => WaitingPage(await waitingView(visit)))
  ofCompany('/', async (visit, figures) => CompanyHomePage(await companyHomeView(visit, figures)))
  ofCompany('/books', async (visit, figures) => BalancesPage(await balancesView(visit, figures)))
  ofCompany('/books/accounts/:id', async (...of) => made(await accountView(...of), AccountPage))
  ofCompany('/books/entries/:id', async (...of) => made(await entryView(...of), EntryPage))
  ofCompany('/inbox', async (visit, figures) => InboxPage(await inboxView(visit, figures)))
  ofCompany('/inbox/:id', async (...of) => made(await threadView(...of), ThreadPage))
  ofCompany('/work', async (visit, figures) => WorkPage(await workView(visit, figures)))
  ofCompany('/work/:id', async (...of) => made(await runView(...of), RunPage))
}

class NothingHere extends Error {}

async function shown(c: Context<ConsoleEnv>, options: ConsoleOptions, make: OfInstallation): Promise<Response> {
  const visit = await visitOf(c, options)
  if (!visit) return strangerPage(c, SignInPage({ state: 'ask' }), 401)
  try {
    return respond(c, await make(visit))
  } catch (error) {
    if (!(error instanceof NothingHere)) throw error
    return respond(c, ErrorPage(errorViews.notFound({ shell: visit.shell('Not found') })), 404)
  }
}

async function inCompany(c: Context, visit: Visit, make: OfCompany): Promise<Html> {
  const figures = visit.companies.find(({ company }) => company.slug === c.req.param('slug'))
  const page = figures && (await make(visit, figures, c.req.param('id') ?? ''))
  if (page === undefined || isRefusal(page)) throw new NothingHere()
  return page
}

function made<View extends object>(view: View | Refusal, page: (view: View) => Html): Html | Refusal {
  return isRefusal(view) ? view : page(view)
}
