import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One text file of the repository; `path` from its root, with slashes. */
export type File = { readonly path: string; readonly text: string }
export type Tree = readonly File[]

/** A rule of the house. `check` names every violation; `plants` prove that it can find one. */
export type Rule = {
  readonly says: string
  readonly check: (tree: Tree) => string[]
  readonly plants: readonly Plant[]
}
/** Files laid over the real tree, and the violation that they must be found for; no `text` takes a file away. */
export type Plant = { readonly files: readonly { path: string; text?: string }[]; readonly finds: string }

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders = ['src', 'tests', 'bench', 'scripts', 'docs', 'templates', 'examples', '.ci']
const rootFiles = ['README.md', 'HOUSE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json', 'package-lock.json']
const texts = new Set(['.ts', '.tsx', '.js', '.mjs', '.json', '.sql', '.css', '.md', '.yaml', '.yml', ''])

export function readTree(): Tree {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && texts.has(extname(it.name)))
      .map((it) => join(it.parentPath, it.name).slice(root.length)),
  )
  return [...rootFiles, ...found].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** The tree as it would be with these files. */
export function planted(tree: Tree, { files }: Plant): Tree {
  const paths = new Set(files.map(({ path }) => path))
  const added = files.filter((file): file is File => file.text !== undefined)
  return [...tree.filter(({ path }) => !paths.has(path)), ...added]
}

export function fileAt(tree: Tree, path: string): File {
  return tree.find((file) => file.path === path) ?? { path, text: '' }
}

/** TypeScript that is shipped: in src, without tests, contract suites and their samples. */
export function shipped(tree: Tree): Tree {
  return code(tree).filter(({ path }) => !isForTests(path))
}

export function code(tree: Tree): Tree {
  return tree.filter(({ path }) => path.startsWith('src/') && /\.tsx?$/.test(path))
}

export function isForTests(path: string): boolean {
  return /\.(test|contract)\.tsx?$|\/(samples|fixtures)\/|\/fixture\.ts$|-samples\.ts$/.test(path)
}

const wings = ['base', 'business', 'roles', 'outside', 'doors']

/** The room of a file by its folder: `ledger`, `roles/support`, `installation`; none for `src/main.ts`. */
export function roomOf(path: string): string | undefined {
  const [top, wing = '', room] = path.split('/')
  if (top !== 'src') return undefined
  if (!wings.includes(wing)) return room === undefined ? undefined : wing
  if (room === undefined) return undefined
  return wing === 'base' || wing === 'business' ? room : `${wing}/${room}`
}

export function roomFolders(tree: Tree): Map<string, string> {
  const rooms = new Map<string, string>()
  for (const { path } of tree) {
    const room = roomOf(path)
    if (room !== undefined)
      rooms.set(
        room,
        path
          .split('/')
          .slice(0, wings.includes(path.split('/')[1] ?? '') ? 3 : 2)
          .join('/'),
      )
  }
  return rooms
}

/** What a file imports, in the order of its lines. */
export function importsOf({ text }: File): string[] {
  return [...text.matchAll(/(?:\bfrom|^import|\bimport\(|^} from)\s*'([^'\n]+)'/gm)].map((match) => match[1] ?? '')
}

/** The path from the root that a relative import means. */
export function targetOf(file: File, specifier: string): string {
  return normalize(join(dirname(file.path), specifier))
}

/** Comments and texts in quotes blanked, so that words in them are no code. */
export function bare(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (it) => it.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
}

/** Every place in these files where a pattern stands, as `path:line what`. */
export function places(files: Tree, pattern: RegExp, of: (text: string) => string = (text) => text): string[] {
  return files.flatMap(({ path, text }) =>
    of(text)
      .split('\n')
      .flatMap((line, at) => [...line.matchAll(pattern)].map((match) => `${path}:${at + 1} ${match[0].trim()}`)),
  )
}
