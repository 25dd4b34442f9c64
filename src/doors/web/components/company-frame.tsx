import type { PropsWithChildren } from 'hono/jsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import type { CompanyHead } from '../views/company.ts'
import type { ShellView } from '../views/shared.ts'
import { Badge } from './badge.tsx'

type Tab = 'Home' | 'Books' | 'Inbox' | 'Work'
type FrameProps = { shell: ShellView; company: CompanyHead; tab: Tab }

/** A company's screens: its name, its line, its tabs. Deeper screens bring their own title as `h1`. */
export function CompanyFrame({
  shell,
  company,
  tab,
  title,
  children,
}: PropsWithChildren<FrameProps & { title?: string }>) {
  return (
    <Page shell={shell}>
      <header class="company-head">
        <div class="company-name">
          {title ? <p class="title">{company.name}</p> : <h1 class="title">{company.name}</h1>}
          <Badge {...company.state} />
        </div>
        <p class="quiet">{company.line}</p>
      </header>
      <nav class="tabs" aria-label={`Screens of ${company.name}`}>
        {tabsOf(company.slug).map(({ text, href }) => (
          <a href={href} aria-current={text === tab ? 'page' : undefined}>
            {text}
          </a>
        ))}
      </nav>
      {children}
    </Page>
  )
}

function tabsOf(slug: string) {
  return [
    { text: 'Home', href: paths.company(slug) },
    { text: 'Books', href: paths.books(slug) },
    { text: 'Inbox', href: paths.inbox(slug) },
    { text: 'Work', href: paths.work(slug) },
  ] as const
}
