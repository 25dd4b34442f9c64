import { bare, code, places, type Rule, shipped, type Tree } from './tree.ts'

const outsideOf = (tree: Tree, ...folders: string[]): Tree =>
  shipped(tree).filter(({ path }) => !folders.some((folder) => path.startsWith(folder)))

const plantIn = (path: string, text: string, finds: string) => ({ files: [{ path, text: `${text}\n` }], finds })
const plant = 'src/business/tax/plant.ts'

const timeAndChance: Rule = {
  says: 'time and chance come from the kernel',
  check: (tree) =>
    places(
      outsideOf(tree, 'src/base/kernel/'),
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bperformance\.now\(|\bhrtime\b|\brandom(UUID|Bytes|Int)\(/g,
      bare,
    ),
  plants: [
    plantIn(plant, 'const at = Date.now()', `${plant}:1 Date.now(`),
    plantIn(plant, 'const at = new Date()', `${plant}:1 new Date()`),
    plantIn(plant, 'const n = Math.random()', `${plant}:1 Math.random(`),
    plantIn(plant, 'const id = randomUUID()', `${plant}:1 randomUUID(`),
  ],
}

const consoles: Rule = {
  says: 'console belongs to doors and main',
  check: (tree) =>
    places(outsideOf(tree, 'src/doors/', 'src/main.ts'), /\bconsole\.\w+|\bprocess\.std(out|err)\b/g, bare),
  plants: [
    plantIn(plant, "console.log('a')", `${plant}:1 console.log`),
    plantIn(plant, "process.stdout.write('a')", `${plant}:1 process.stdout`),
  ],
}

const environment: Rule = {
  says: 'the environment and the end of the process belong to doors, main and the supervisor of PostgreSQL',
  check: (tree) =>
    places(outsideOf(tree, 'src/doors/', 'src/main.ts', 'src/base/postgres/'), /\bprocess\.(env|exit|argv)\b/g, bare),
  plants: [
    plantIn(plant, "const key = process.env['KEY']", `${plant}:1 process.env`),
    plantIn(plant, 'process.exit(1)', `${plant}:1 process.exit`),
  ],
}

const shapes: Rule = {
  says: 'exports are named, shapes are types, choices are string unions, and no class is made but errors',
  check: (tree) =>
    places(
      shipped(tree),
      /^\s*export default\b|^\s*(export )?(declare )?(const )?enum \w+|^\s*(export )?interface \w+|\bclass (?!\w+ extends (Error|Refused)\b)\w+/g,
      bare,
    ),
  plants: [
    plantIn(plant, 'export default 1', `${plant}:1 export default`),
    plantIn(plant, 'export enum Colour { red }', `${plant}:1 export enum Colour`),
    plantIn(plant, 'interface Shape {}', `${plant}:1 interface Shape`),
    plantIn(plant, 'export class TaxService {}', `${plant}:1 class TaxService`),
  ],
}

const numbers: Rule = {
  says: 'no sum is a floating-point number, in code or in SQL',
  check: (tree) => [
    ...places(
      shipped(tree),
      /\b(amount|gross|net|price|balance|total)s?\??: number\b|\bparseFloat\(|\.toFixed\(/g,
      bare,
    )
      // A chart, a probability or a percentage of lengths is drawn, never booked.
      .filter((place) => !/^src\/(doors\/web|base\/skills)\//.test(place)),
    ...places(
      tree.filter(({ path }) => path.endsWith('.sql')),
      /\b(amount|gross|net|price|balance|total)\w* (real|double precision|float\d?|money)\b/g,
    ),
  ],
  plants: [
    plantIn(plant, 'type Line = { amount: number }', `${plant}:1 amount: number`),
    plantIn(plant, 'const text = sum.toFixed(2)', `${plant}:1 .toFixed(`),
    plantIn(
      'src/business/tax/0001-tax.sql',
      'create table t (amount double precision)',
      'src/business/tax/0001-tax.sql:1',
    ),
  ],
}

const mocks: Rule = {
  says: 'our own code is never mocked, and no test is skipped or left alone',
  check: (tree) =>
    places(
      [
        ...code(tree),
        ...tree.filter(({ path }) => path.startsWith('tests/') && !path.startsWith('tests/house/')),
      ].filter(({ path }) => /\.(test|contract)\.tsx?$/.test(path)),
      /\bvi\.mock\(|\bvi\.spyOn\((?!console\b|process\b|globalThis\b)|\b(test|it|describe)\.(only|skip|todo)\b/g,
      bare,
    ),
  plants: [
    plantIn('src/business/tax/plant.test.ts', "vi.mock('./rates.ts')", 'src/business/tax/plant.test.ts:1 vi.mock('),
    plantIn('tests/plant.test.ts', "test.skip('a', () => {})", 'tests/plant.test.ts:1 test.skip'),
  ],
}

export const purityRules: readonly Rule[] = [timeAndChance, consoles, environment, shapes, numbers, mocks]
