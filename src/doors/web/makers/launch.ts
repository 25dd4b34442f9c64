import { launchCompany, monthlyBudget, readCompanyFile } from '#companies'
import { findCompanyFolder, type Installation, launch, type Template, withName } from '#doors/catalogue'
import { isRefusal, refuse, type Refusal } from '#kernel'
import type { Session } from '#access'
import { paths } from '../paths.ts'
import type { LaunchPageView, TemplateCard } from '../views/portfolio.ts'
import type { Visit } from '../routes/options.ts'
import { shellOf } from '../routes/shell.ts'

const longestName = 60

export function launchView(visit: Visit): LaunchPageView {
  return {
    shell: shellOf(visit, { title: 'Launch' }),
    first: visit.companies.length === 0,
    launch: {
      action: paths.act('launch'),
      templates: visit.installation.templates.flatMap((template) => cardOf(visit.installation, template)),
      command: 'kontor launch quiet-inbox --name "Quiet Inbox"',
    },
  }
}

function cardOf({ templates }: Installation, { name, title }: Template): TemplateCard[] {
  const folder = findCompanyFolder(name, { templates, cwd: '/' })
  const read = isRefusal(folder) ? undefined : readCompanyFile(folder.file)
  if (!read || 'problems' in read) return []
  const { file } = read
  return [
    {
      template: name,
      name: title === '' ? file.name : title,
      line: file.purpose,
      roles: Object.keys(file.roles),
      monthlyCost: monthlyBudget(file),
    },
  ]
}

type Wanted = { readonly session: Session; readonly input: Readonly<Record<string, unknown>>; readonly key: string }

/** Launches a company from a template under the name that the person chose. */
export async function launchFrom(
  { store, templates }: Installation,
  { session, input, key }: Wanted,
): Promise<{ slug: string } | Refusal> {
  const { template, name } = input
  if (!launchCompany.who.includes(session.principal.role)) return notYours(session.principal.role)
  if (typeof name !== 'string' || name.trim() === '' || name.length > longestName) return noName()
  const chosen = templates.find((it) => it.name === template)
  if (!chosen)
    return refuse('no-such-template', {
      message: 'This template is not installed here.',
      fix: 'Choose one of those shown.',
    })
  const folder = findCompanyFolder(chosen.name, { templates, cwd: '/' })
  if (isRefusal(folder)) return folder
  const { actor } = session.principal
  const done = await launch(store, { ...folder, file: withName(folder.file, name.trim()), actor, key })
  return isRefusal(done) ? done : { slug: done.outcome.slug }
}

function noName(): Refusal {
  return refuse('bad-input', { message: `A company has a name of 1 to ${longestName} characters.`, fix: 'Write one.' })
}

function notYours(role: string): Refusal {
  return refuse('not-allowed', {
    message: `You look in as ${role}; the founder or an operator launches companies.`,
    fix: 'Ask the founder.',
  })
}
