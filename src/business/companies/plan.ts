import { type Money, refuse, type Refusal, sum } from '#kernel'
import type { CompanyFile, Offer } from './company-file.ts'
import { type Difference, differences } from './file-differences.ts'
import { judge } from './judge-difference.ts'
import type { KnowledgeEntry } from './knowledge.ts'
import { monthlyOf } from './monthly-budget.ts'

/** One thing that applying the file would change, as a person is asked about it. */
export type Change = {
  readonly path: string
  readonly was?: string
  readonly becomes?: string
  readonly sentence: string
  readonly needsApproval: boolean
  /** Why it needs a person, or why it does not. */
  readonly why: string
  /** What it adds to the budget of a month at most; negative when it saves. */
  readonly cost?: Money
}

/** What applying a file means. With a refusal nothing of it can be applied. */
export type Plan = { readonly changes: Change[]; readonly refused: Refusal[] }

export type PlanInput = {
  /** The file in force; undefined before launch. */
  applied: CompanyFile | undefined
  wanted: CompanyFile
  /** Whether anything is posted in the company's books. */
  hasBooks: boolean
  knowledge?: { applied: readonly KnowledgeEntry[]; wanted: readonly KnowledgeEntry[] }
}

/** Compares the file in force with a new one. Pure; equal files give an empty plan. */
export function plan({ applied, wanted, hasBooks, knowledge }: PlanInput): Plan {
  const found = differences(applied, wanted)
  const changes = found.map((difference) => changeOf(difference, applied, wanted))
  const answers = knowledge ? knowledgeChange(knowledge) : []
  return { changes: [...changes, ...answers], refused: applied ? refusals(found, applied, wanted, hasBooks) : [] }
}

/** What all roles together may spend in a month at most; budgets by the run are not in it. */
export function monthlyBudget(file: CompanyFile): Money {
  return sum(
    Object.values(file.roles).flatMap((terms) => monthlyOf(terms?.budget) ?? []),
    file.currency,
  )
}

function changeOf(difference: Difference, applied: CompanyFile | undefined, wanted: CompanyFile): Change {
  const { was, becomes } = difference
  const verdict = judge(difference, applied, wanted)
  const asked = applied ? verdict : { ...verdict, needsApproval: false, why: 'Launching asks once for all of it.' }
  return {
    path: difference.path.join('.'),
    ...(was !== undefined && { was }),
    ...(becomes !== undefined && { becomes }),
    ...asked,
  }
}

function refusals(
  found: readonly Difference[],
  applied: CompanyFile,
  wanted: CompanyFile,
  hasBooks: boolean,
): Refusal[] {
  const fixed = hasBooks ? found.flatMap(fixedByBooks) : []
  return [...fixed, ...applied.offers.flatMap((offer) => versionRefusal(offer, wanted))]
}

function fixedByBooks({ path, was, becomes }: Difference): Refusal[] {
  const facts = { path: path.join('.'), was, becomes }
  if (path[0] === 'currency' || path[0] === 'jurisdiction') {
    const message = `The ${path[0]} stays ${was}: the books are kept under it, and history is never rewritten.`
    return [refuse(`${path[0]}-fixed`, { message, fix: 'launch a second company, and close this one', facts })]
  }
  if (path[0] === 'bank' && (path[2] === 'opens' || path[2] === 'opensOn')) {
    const message = `The opening balance of ${path[1]} stays ${was}: it is posted.`
    return [refuse('opening-balance-fixed', { message, fix: 'post an entry that corrects it', facts })]
  }
  return []
}

/** Contracts name an offer by version, so its price and promises change only with it, and it never goes back. */
function versionRefusal(was: Offer, wanted: CompanyFile): Refusal[] {
  const becomes = wanted.offers.find((offer) => offer.id === was.id)
  if (!becomes) return []
  const order = compareVersions(becomes.version, was.version)
  const terms = ({ price, sla }: Offer) =>
    JSON.stringify({ price, sla }, (_, value) => (typeof value === 'bigint' ? String(value) : value) as unknown)
  if (order > 0 || (order === 0 && terms(was) === terms(becomes))) return []
  const said =
    order < 0
      ? `goes back from ${was.version} to ${becomes.version}`
      : `keeps version ${was.version}, but its price or SLA changes`
  const facts = { offer: was.id, was: was.version, becomes: becomes.version }
  return [
    refuse('offer-version-not-raised', {
      message: `Offer ${was.id} ${said}; contracts name the version.`,
      fix: `raise offers.${was.id}.version above ${was.version}`,
      facts,
    }),
  ]
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}

function knowledgeChange({
  applied,
  wanted,
}: {
  applied: readonly KnowledgeEntry[]
  wanted: readonly KnowledgeEntry[]
}): Change[] {
  const [before, after] = [byId(applied), byId(wanted)]
  const added = [...after.keys()].filter((id) => !before.has(id)).length
  const removed = [...before.keys()].filter((id) => !after.has(id)).length
  const changed = [...after].filter(([id, text]) => before.has(id) && before.get(id) !== text).length
  if (added + removed + changed === 0) return []
  const sentence = `Knowledge: ${added} added, ${changed} changed, ${removed} removed.`
  const [was, becomes] = [`${before.size} answers`, `${after.size} answers`]
  return [
    {
      path: 'knowledge',
      was,
      becomes,
      sentence,
      needsApproval: false,
      why: 'Support learns it again; no answer goes out by this.',
    },
  ]
}

function byId(entries: readonly KnowledgeEntry[]): Map<string, string> {
  return new Map(entries.map(({ id, questions, answer }) => [id, JSON.stringify([questions, answer])]))
}
