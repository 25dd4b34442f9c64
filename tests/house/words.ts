import { basename } from 'node:path'
import { bare, code, places, type Rule, type Tree } from './tree.ts'

/** Words for what has another name here, as patterns; the glossary of HOUSE.md holds the right ones. */
const synonyms: Readonly<Record<string, string>> = {
  'tenants?': 'company',
  'organi[sz]ations?': 'company',
  'merchants?': 'company',
  'workspaces?': 'installation',
  'vendors?': 'party or supplier',
  'employees?': 'role',
  'tickets?': 'conversation',
  'jobs?': 'role or run',
  'sales[-_ ]?invoices?': 'invoice',
  'customer[-_ ]?invoices?': 'invoice',
  'purchase[-_ ]?invoices?': 'bill',
  'supplier[-_ ]?invoices?': 'bill',
  'journal[-_ ]?entr(?:y|ies)': 'entry',
}

const anySynonym = new RegExp(`(?<![a-z])(?:${Object.keys(synonyms).join('|')})(?![a-z])`, 'gi')

const forbiddenInNames = /(^|-)(services?|managers?|helpers?|utils?|commons?|impl|data|infos?|misc|types)(-|\.|$)/

/** A folder of data is what its people call it. */
const namedByCustom = new Set(['src/installation/data-folder.ts'])

const fileNames: Rule = {
  says: 'a file is named in kebab-case after what it holds, never service, manager, helper, util, data or info',
  check: (tree) =>
    written(tree).flatMap(({ path }) => {
      const name = basename(path)
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name) && name !== 'README.md')
        return [`${path} is not in kebab-case`]
      return forbiddenInNames.test(name) && !namedByCustom.has(path) ? [`${path} is named after nothing`] : []
    }),
  plants: [
    { files: [{ path: 'src/business/tax/vatRates.ts', text: '' }], finds: 'src/business/tax/vatRates.ts is not in' },
    {
      files: [{ path: 'src/business/tax/tax-service.ts', text: '' }],
      finds: 'src/business/tax/tax-service.ts is named',
    },
    { files: [{ path: 'src/business/tax/utils.ts', text: '' }], finds: 'src/business/tax/utils.ts is named' },
  ],
}

const declared =
  /^(?:export )?(?:async )?(?:function|const|let|type|class) (\w*(?:Service|Manager|Helper|Util|Impl|Info)s?)\b/g

const identifiers: Rule = {
  says: 'no function, value or type is called service, manager, helper, util, impl or info',
  check: (tree) => places(code(tree), declared, bare),
  plants: [
    {
      files: [{ path: 'src/business/tax/plant.ts', text: 'export type RateInfo = string\n' }],
      finds: 'src/business/tax/plant.ts:1 export type RateInfo',
    },
  ],
}

const glossary: Rule = {
  says: 'a thing has one name, in code, on screens and in messages',
  check: (tree) =>
    places(
      tree.filter(({ path }) => /^src\/.*\.(tsx?|sql)$/.test(path)),
      anySynonym,
    ).map((place) => `${place}: say ${nameFor(place.slice(place.indexOf(' ') + 1))}`),
  plants: [
    {
      files: [{ path: 'src/business/tax/plant.ts', text: "const message = 'This vendor is unknown.'\n" }],
      finds: 'src/business/tax/plant.ts:1 vendor: say party or supplier',
    },
    {
      files: [{ path: 'src/business/invoicing/plant.ts', text: 'type PurchaseInvoice = string\n' }],
      finds: 'src/business/invoicing/plant.ts:1 PurchaseInvoice: say bill',
    },
  ],
}

function nameFor(word: string): string {
  const [, name = ''] = Object.entries(synonyms).find(([it]) => new RegExp(`^${it}$`, 'i').test(word)) ?? []
  return name
}

const unfinished: Rule = {
  says: 'nothing is marked as to be done later',
  check: (tree) => places(everything(tree), /\b(TODO|FIXME|XXX|HACK|WIP|TBD)\b|lorem ipsum|not implemented/gi),
  plants: [
    {
      files: [{ path: 'src/business/tax/plant.ts', text: '// todo: round\n' }],
      finds: 'src/business/tax/plant.ts:1 todo',
    },
    { files: [{ path: 'docs/plant.md', text: 'Lorem ipsum\n' }], finds: 'docs/plant.md:1 Lorem ipsum' },
  ],
}

const machines: Rule = {
  says: 'nothing names the machine, the person or the registry that it was written with',
  check: (tree) =>
    places(
      everything(tree),
      /(?<![\w.])\/(?:work|root|home|Users)\/[\w.]+|https?:\/\/[\w.-]*(?:registry|artifactory|nexus)[\w.-]*/g,
    ),
  plants: [
    {
      files: [{ path: 'docs/plant.md', text: 'see /home/somebody/kontor\n' }],
      finds: 'docs/plant.md:1 /home/somebody',
    },
    {
      files: [{ path: 'package-lock.json', text: '"resolved": "https://registry.example/a.tgz"' }],
      finds: 'package-lock.json:1 https://registry.example',
    },
  ],
}

const addresses: Rule = {
  says: 'mail addresses of samples belong to nobody',
  check: (tree) =>
    places(everything(tree), /\b[\w.+-]+@(?:[a-z0-9-]+\.)+(?:com|org|net|de|eu|io|co|uk|ee|fr|at|ch)\b/gi),
  plants: [
    {
      files: [{ path: 'templates/plant.yaml', text: 'mail: [someone@gmail.com]\n' }],
      finds: 'templates/plant.yaml:1 someone@gmail.com',
    },
  ],
}

function written(tree: Tree): Tree {
  return tree.filter(({ path }) => /^(src|tests|bench|scripts)\//.test(path))
}

/** Everything but the rules themselves, which must name what they forbid. */
function everything(tree: Tree): Tree {
  return tree.filter(({ path }) => !path.startsWith('tests/house'))
}

export const wordRules: readonly Rule[] = [fileNames, identifiers, glossary, unfinished, machines, addresses]
