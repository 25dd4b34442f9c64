import { fenceGaps, openTestStore } from '#testing'
import { describe, expect, test } from 'vitest'
import { migrations } from '../src/installation/rooms.ts'
import { documentRules } from './house/documents.ts'
import { importRules } from './house/imports.ts'
import { lintFindings } from './house/lint.ts'
import { packageRules } from './house/packages.ts'
import { purityRules } from './house/purity.ts'
import { sizeRules } from './house/sizes.ts'
import { tableRules } from './house/tables.ts'
import { planted, readTree } from './house/tree.ts'
import { wordRules } from './house/words.ts'

const tree = readTree()
const rules = [
  ...importRules,
  ...sizeRules,
  ...purityRules,
  ...wordRules,
  ...tableRules,
  ...packageRules,
  ...documentRules,
]

describe.each(rules)('$says', ({ check, plants }) => {
  test('holds', () => {
    expect(check(tree)).toEqual([])
  })

  test.each(plants)('finds: $finds', (plant) => {
    expect(check(tree).filter((it) => it.startsWith(plant.finds))).toEqual([])
    expect(check(planted(tree, plant))).toContainEqual(expect.stringContaining(plant.finds))
  })
})

test('rows of two companies can meet in no table of any room', async () => {
  const store = await openTestStore(migrations.filter(({ id }) => !id.startsWith('store/')))
  expect(await fenceGaps(store)).toEqual([])
})

test('the linter refuses what the style forbids', () => {
  const found = lintFindings({
    'src/business/tax/plant.ts': [
      'export const anything = (it: any): string => it!.name',
      'export function long(): void {',
      ...Array.from({ length: 61 }, (_, n) => `  globalThis.process.title = '${n}'`),
      '}',
      'export function deep(n: number): void {',
      '  if (n > 1) while (n > 2) for (;;) if (n > 3) console.log(n)',
      '}',
      'export interface Shape { a: string }',
    ].join('\n'),
    'src/business/tax/long.ts': Array.from({ length: 301 }, (_, n) => `export const a${n} = 1\n`).join(''),
  })
  expect(found).toEqual(
    expect.arrayContaining([
      'no-explicit-any',
      'no-non-null-assertion',
      'max-lines-per-function',
      'max-depth',
      'no-console',
      'consistent-type-definitions',
      'max-lines',
    ]),
  )
})

test('the linter finds nothing in a file that keeps to the style', () => {
  expect(lintFindings({ 'src/business/tax/plant.ts': 'export const half = (n: bigint): bigint => n / 2n\n' })).toEqual(
    [],
  )
})
