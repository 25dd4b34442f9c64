import { monthlyBudget, printProblems, type Problem, readCompanyFile, readKnowledge } from '#companies'
import { type CompanyFolder, findCompanyFolder, launch, templatesIn, withName, workingCopy } from '#doors/catalogue'
import { accepted, founder, isRefusal, isZero, printMoney, refuse, type Refusal } from '#kernel'
import { z } from 'zod'
import { settled } from '../settle.ts'
import { type Answer, type Context, defineVerb } from '../verb.ts'

/** What launching means, before it is done. */
type LaunchPlan = {
  readonly name: string
  readonly purpose: string
  readonly template: string
  readonly jurisdiction: string
  readonly currency: string
  readonly offers: readonly string[]
  readonly roles: readonly { role: string; autonomy: string }[]
  readonly monthlyBudget: string
  readonly policies: readonly string[]
  readonly answers: number
}

export const launchVerb = defineVerb({
  examples: [
    'kontor launch quiet-inbox --name "My Company"     shows the plan and asks',
    'kontor launch ./my-company/company.yaml --dry-run',
    'kontor launch ledgerline --name "Ledgerline" --yes --json',
  ],
  positional: ['template'],
  changes: true,
  input: z.strictObject({
    template: z.string().describe('the name of a template, or the path of a company file or its folder'),
    name: z.string().trim().min(1).max(100).optional().describe('the name of the company; else the one in the file'),
    yes: z.boolean().default(false).describe('launch without asking'),
  }),
  async run(context, { template, name, yes }) {
    const folder = named(accepted(findCompanyFolder(template, await whereToLook(context))), name)
    const plan = planOf(folder)
    if (isRefusal(plan)) return plan
    if (context.dryRun) return { data: { plan, launched: false }, lines: planLines(plan) }
    const refused = yes ? undefined : await asked(context, plan)
    if (refused) return refused
    return launched(context, folder, plan)
  },
})

async function whereToLook({ io, around }: Context) {
  return { templates: templatesIn(around.templates), cwd: io.cwd }
}

function named(folder: CompanyFolder, name: string | undefined): CompanyFolder {
  return name === undefined ? folder : { ...folder, file: withName(folder.file, name) }
}

function planOf({ file: text, path, template, knowledge }: CompanyFolder): LaunchPlan | Refusal {
  const read = readCompanyFile(text, path)
  if ('problems' in read) return invalid(read.problems)
  const { file } = read
  const answers = readKnowledge(knowledge)
  if (answers.problems.length > 0) return invalid(answers.problems)
  return {
    name: file.name,
    purpose: file.purpose,
    template,
    jurisdiction: file.jurisdiction,
    currency: file.currency,
    offers: file.offers.map(({ title }) => title),
    roles: Object.entries(file.roles).map(([role, terms]) => ({ role, autonomy: terms?.autonomy ?? 'propose' })),
    monthlyBudget: printMoney(monthlyBudget(file)),
    policies: file.policies.map(policyLine),
    answers: answers.entries.length,
  }
}

function invalid(problems: readonly Problem[]): Refusal {
  return refuse('company-file-invalid', {
    message: printProblems(problems),
    fix: 'Correct the lines named; nothing was launched.',
    facts: { problems },
  })
}

type Policies = Extract<ReturnType<typeof readCompanyFile>, { file: unknown }>['file']['policies']

function policyLine({ effect, decide, when }: Policies[number]): string {
  const { role, above } = when
  const who = role === undefined ? '' : ` by ${role}`
  const over = above === undefined || isZero(above) ? '' : ` above ${printMoney(above)}`
  return `${decide} ${effect.replaceAll('-', ' ')}${who}${over}`
}

function planLines(plan: LaunchPlan): string[] {
  const { name, purpose, jurisdiction, currency, offers, roles, monthlyBudget, policies, answers } = plan
  return [
    `${name} · ${jurisdiction} · ${currency}`,
    `  ${purpose}`,
    `  sells     ${offers.join(', ') || 'nothing yet'}`,
    `  roles     ${roles.map(({ role, autonomy }) => `${role} (${autonomy})`).join(', ') || 'none'}`,
    `  answers   ${answers} questions of customers`,
    `  budget    ${monthlyBudget} a month at most`,
    ...policies.map((line, i) => `  ${i === 0 ? 'policies' : '        '}  ${line}`),
  ]
}

async function asked(context: Context, plan: LaunchPlan): Promise<Refusal | undefined> {
  for (const line of planLines(plan)) context.say(line)
  const yes = await context.confirm(`Launch ${plan.name}?`)
  if (yes) return undefined
  return refuse('confirmation-needed', {
    message:
      yes === undefined ? 'Nobody was there to confirm the plan.' : 'The plan was not confirmed; nothing was launched.',
    fix: 'Add --yes to launch without being asked; --dry-run shows the plan.',
    facts: { plan },
  })
}

async function launched(context: Context, folder: CompanyFolder, plan: LaunchPlan): Promise<Answer> {
  const installation = await context.open({ create: true })
  const { outcome } = accepted(await launch(installation.store, { ...folder, actor: founder }))
  const file = await workingCopy(installation, { id: outcome.company, slug: outcome.slug })
  const hints = await settled(context)
  return {
    data: { ...outcome, template: folder.template, file, plan, launched: true },
    lines: [`✓ ${outcome.name} is launched as ${outcome.slug}.`],
    hints: [
      ...hints,
      `Its file is ${file}; kontor apply ${outcome.slug} puts a change of it into force.`,
      `Next: kontor import ${outcome.slug} <mail or bank file>, or kontor books ${outcome.slug} balances`,
    ],
  }
}
