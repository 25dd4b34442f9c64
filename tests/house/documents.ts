import { printedFloors } from './floors.ts'
import { fileAt, type Rule, type Tree } from './tree.ts'

const house: Rule = {
  says: 'HOUSE.md shows the floors as they are',
  check: (tree) => (fileAt(tree, 'HOUSE.md').text.includes(printedFloors) ? [] : ['HOUSE.md shows other floors']),
  plants: [{ files: [{ path: 'HOUSE.md', text: 'kernel\n→ ledger\n' }], finds: 'HOUSE.md shows other floors' }],
}

const words = (text: string): number => text.split(/\s+/).filter((it) => /\w/.test(it)).length
const readmeWords = 350
const companyFileLines = 25

const readme: Rule = {
  says: `README.md needs at most ${readmeWords} words to run Kontor, and a company file of ${companyFileLines} lines`,
  check: (tree) => {
    const [before = '', after] = fileAt(tree, 'README.md').text.split(/^## How it works$/m)
    const prose = before.replace(/```[\s\S]*?```/g, '')
    const company = /```yaml\n([\s\S]*?)\n```/.exec(before)?.[1]?.split('\n').length ?? 0
    return [
      ...(after === undefined ? ['README.md does not say how it works'] : []),
      ...(words(prose) > readmeWords ? [`README.md has ${words(prose)} words before it says how it works`] : []),
      ...(company === 0 || company > companyFileLines ? [`README.md shows a company file of ${company} lines`] : []),
    ]
  },
  plants: [
    { files: [{ path: 'README.md', text: 'word '.repeat(400) }], finds: 'README.md has 400 words' },
    {
      files: [{ path: 'README.md', text: `\`\`\`yaml\n${'a\n'.repeat(30)}\`\`\`` }],
      finds: 'README.md shows a company',
    },
  ],
}

const headings = ['## Context', '## Decision', '## Consequences', '## Alternatives']

const decisions: Rule = {
  says: 'decisions are numbered without a gap, and each says context, decision, consequences and alternatives on a page',
  check: (tree) => {
    const found = tree
      .filter(({ path }) => path.startsWith('docs/decisions/'))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    return found.flatMap(({ path, text }, at) => [
      ...(path.startsWith(`docs/decisions/${String(at + 1).padStart(4, '0')}-`)
        ? []
        : [`${path} is not number ${at + 1}`]),
      ...headings.filter((heading) => !text.includes(`\n${heading}\n`)).map((it) => `${path} has no "${it}"`),
      ...(text.split('\n').length > 60 ? [`${path} is longer than a page`] : []),
    ])
  },
  plants: [
    {
      files: [{ path: 'docs/decisions/0099-plant.md', text: '' }],
      finds: 'docs/decisions/0099-plant.md is not number',
    },
    {
      files: [{ path: 'docs/decisions/0099-plant.md', text: '' }],
      finds: 'docs/decisions/0099-plant.md has no "## Context"',
    },
  ],
}

const links: Rule = {
  says: 'a link in the documents leads to a file that exists',
  check: (tree) =>
    documents(tree).flatMap(({ path, text }) => {
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !exists(tree, new URL(link, `file:///${folder}`).pathname.slice(1)))
        .map((link) => `${path} links to ${link}, which does not exist`)
    }),
  plants: [
    { files: [{ path: 'docs/plant.md', text: 'see [here](gone.md)\n' }], finds: 'docs/plant.md links to gone.md' },
  ],
}

/** Pictures are not read; a folder exists when something is in it. */
function exists(tree: Tree, path: string): boolean {
  return (
    /\.(png|svg)$|^LICENSE$/.test(path) ||
    tree.some((file) => file.path === path || file.path.startsWith(`${path.replace(/\/$/, '')}/`))
  )
}

function documents(tree: Tree): Tree {
  return tree.filter(({ path }) => path.endsWith('.md'))
}

export const documentRules: readonly Rule[] = [house, readme, decisions, links]
