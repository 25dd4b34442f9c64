import { code, fileAt, isForTests, roomFolders, type Rule, shipped, type Tree } from './tree.ts'

const limits = { file: 300, most: 160, share: 0.9, door: 40, readme: 30, folder: 25 } as const

/** Folders that outgrew the limit, and how far; they are the next splits in HOUSE.md. The numbers may only fall. */
const outgrown: Readonly<Record<string, number>> = {
  'src/base/engine': 35,
  'src/business/invoicing': 26,
  'src/business/ledger': 32,
}

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
const lines = (count: number, line = 'const a = 1'): string => `${line}\n`.repeat(count)

const files: Rule = {
  says: `no file is longer than ${limits.file} lines, and nine of ten stay under ${limits.most}`,
  check: (tree) => {
    const written = tree.filter(({ path }) => /^(src|tests|bench|scripts)\/.*\.(tsx?|mjs|js|sql|css)$/.test(path))
    const long = written.filter(({ text }) => linesOf(text) > limits.file)
    const short = written.filter(({ text }) => linesOf(text) < limits.most).length / written.length
    return [
      ...long.map(({ path, text }) => `${path} has ${linesOf(text)} lines`),
      ...(short < limits.share ? [`only ${Math.floor(short * 100)} % of the files are short`] : []),
    ]
  },
  plants: [
    {
      files: [{ path: 'src/business/ledger/plant.ts', text: lines(301) }],
      finds: 'src/business/ledger/plant.ts has 301 lines',
    },
    {
      files: Array.from({ length: 3_000 }, (_, n) => ({ path: `src/business/tax/plant-${n}.ts`, text: lines(161) })),
      finds: 'only ',
    },
  ],
}

const doors: Rule = {
  says: `a door has at most ${limits.door} lines of named exports, and nothing else is a barrel`,
  check: (tree) =>
    code(tree).flatMap(({ path, text }) => {
      if (!path.endsWith('/index.ts') || isForTests(path))
        return /^export \*/m.test(text) ? [`${path} is a barrel`] : []
      const rest = text.replace(/^export (?:type )?\{[^}]*\} from '[^']+'\n/gm, '').trim()
      return [
        ...(linesOf(text) > limits.door ? [`${path} has ${linesOf(text)} lines`] : []),
        ...(rest === '' ? [] : [`${path} does more than export names: ${rest.split('\n')[0]}`]),
      ]
    }),
  plants: [
    {
      files: [{ path: 'src/business/tax/index.ts', text: lines(41, "export { a } from './a.ts'") }],
      finds: 'src/business/tax/index.ts has 41 lines',
    },
    {
      files: [{ path: 'src/business/tax/index.ts', text: "export * from './a.ts'\n" }],
      finds: 'src/business/tax/index.ts does more than export names',
    },
    {
      files: [{ path: 'src/business/tax/plant.ts', text: "export * from './a.ts'\n" }],
      finds: 'src/business/tax/plant.ts is a barrel',
    },
  ],
}

const readmes: Rule = {
  says: `every room has a README of at most ${limits.readme} lines`,
  check: (tree) =>
    [...roomFolders(tree).values()].flatMap((folder) => {
      const readme = fileAt(tree, `${folder}/README.md`)
      if (readme.text.trim() === '') return [`${folder} has no README.md`]
      return linesOf(readme.text) > limits.readme ? [`${readme.path} has ${linesOf(readme.text)} lines`] : []
    }),
  plants: [
    { files: [{ path: 'src/business/tax/README.md' }], finds: 'src/business/tax has no README.md' },
    {
      files: [{ path: 'src/business/tax/README.md', text: lines(31) }],
      finds: 'src/business/tax/README.md has 31 lines',
    },
  ],
}

const folders: Rule = {
  says: `a folder holds at most ${limits.folder} source files, tests apart, before it is split into nouns`,
  check: (tree) => {
    const counts = new Map<string, number>()
    for (const { path } of shipped(tree)) {
      const folder = path.slice(0, path.lastIndexOf('/'))
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    const crowded = [...counts].filter(([folder, count]) => count > (outgrown[folder] ?? limits.folder))
    return [...crowded.map(([folder, count]) => `${folder} holds ${count} source files`), ...unlisted(tree)]
  },
  plants: [
    {
      files: Array.from({ length: 26 }, (_, n) => ({ path: `src/business/tax/plant-${n}.ts`, text: '' })),
      finds: 'src/business/tax holds ',
    },
    { files: [{ path: 'HOUSE.md', text: '' }], finds: 'HOUSE.md does not name src/base/engine among the next splits' },
  ],
}

function unlisted(tree: Tree): string[] {
  const house = fileAt(tree, 'HOUSE.md').text
  return Object.keys(outgrown)
    .filter((folder) => !house.includes(`\`${folder}\``))
    .map((folder) => `HOUSE.md does not name ${folder} among the next splits`)
}

export const sizeRules: readonly Rule[] = [files, doors, readmes, folders]
