import { floorOf } from './floors.ts'
import {
  code,
  type File,
  fileAt,
  importsOf,
  isForTests,
  roomFolders,
  roomOf,
  type Rule,
  targetOf,
  type Tree,
} from './tree.ts'

const door = (specifier: string): string => specifier.slice(1)

/** What tests use stands under all rooms; tests of a door may open a whole installation. */
const downwards: Rule = {
  says: 'a room imports only rooms that stand before it, and siblings are blind to each other',
  check: (tree) =>
    code(tree).flatMap((file) => {
      const room = roomOf(file.path)
      if (isForTests(file.path) && room?.startsWith('doors/')) return []
      const floor = room === undefined ? Number.MAX_SAFE_INTEGER : floorOf(room)
      return importsOf(file)
        .filter((it) => it.startsWith('#') && it !== '#testing' && door(it) !== room)
        .filter((it) => (floorOf(door(it)) ?? -1) >= (floor ?? -1))
        .map((it) => `${file.path} may not import ${it}`)
    }),
  plants: [
    {
      files: [{ path: 'src/business/ledger/plant.ts', text: "import { invoices } from '#invoicing'\n" }],
      finds: 'src/business/ledger/plant.ts may not import #invoicing',
    },
    {
      files: [{ path: 'src/roles/support/plant.ts', text: "export const f = () => import('#roles/finance')\n" }],
      finds: 'src/roles/support/plant.ts may not import #roles/finance',
    },
    {
      files: [{ path: 'src/business/tax/plant.ts', text: "import {\n  createApp,\n} from '#doors/http'\n" }],
      finds: 'src/business/tax/plant.ts may not import #doors/http',
    },
  ],
}

const throughDoors: Rule = {
  says: 'a room is entered through its door alone',
  check: (tree) => {
    const doors = new Set(Object.keys(doorsOf(tree)))
    return code(tree).flatMap((file) =>
      importsOf(file)
        .filter((it) => (it.startsWith('#') ? !doors.has(it) : it.startsWith('.') && leavesRoom(file, it)))
        .map((it) => `${file.path} goes past the door of ${it}`),
    )
  },
  plants: [
    {
      files: [{ path: 'src/business/ledger/plant.ts', text: "import { x } from '../banking/line.ts'\n" }],
      finds: 'src/business/ledger/plant.ts goes past the door of ../banking/line.ts',
    },
    {
      files: [{ path: 'src/roles/support/plant.ts', text: "import { x } from '#inbox/message.ts'\n" }],
      finds: 'src/roles/support/plant.ts goes past the door of #inbox/message.ts',
    },
  ],
}

/** `main.ts` loads what it serves with from the installation; tests may use what stands in `tests/`. */
function leavesRoom(file: File, specifier: string): boolean {
  const target = targetOf(file, specifier)
  if (roomOf(file.path) === undefined) return !/^src\/installation\/[a-z-]+\.ts$/.test(target)
  return (
    roomOf(target) !== roomOf(file.path) && !(/\.(test|contract)\.tsx?$/.test(file.path) && !target.startsWith('src/'))
  )
}

const doorForEveryRoom: Rule = {
  says: 'package.json names one door for every room, and the floors name every room',
  check: (tree) => {
    const doors = doorsOf(tree)
    const rooms = roomFolders(tree)
    const missing = [...rooms].flatMap(([room, folder]) => [
      ...(doors[`#${room}`]?.source === `./${folder}/index.ts` ? [] : [`${room} has no door in package.json`]),
      ...(floorOf(room) === undefined ? [`${room} stands on no floor`] : []),
      ...(tree.some(({ path }) => path === `${folder}/index.ts`) ? [] : [`${room} has no index.ts`]),
    ])
    const built = Object.entries(doors)
      .filter(([name, { source, default: dist }]) => name !== '#testing' && dist !== builtFrom(source))
      .map(([name]) => `${name} opens another file when built`)
    const empty = Object.keys(doors)
      .filter((name) => name !== '#testing' && !rooms.has(door(name)))
      .map((name) => `${name} opens onto nothing`)
    return [...missing, ...built, ...empty]
  },
  plants: [
    { files: [{ path: 'src/business/legal/contract.ts', text: '' }], finds: 'legal has no door in package.json' },
    { files: [{ path: 'src/business/legal/index.ts', text: '' }], finds: 'legal stands on no floor' },
    {
      files: [{ path: 'package.json', text: '{"imports":{"#gone":{"source":"./src/business/gone/index.ts"}}}' }],
      finds: '#gone opens onto nothing',
    },
  ],
}

function builtFrom(source: string): string {
  return source.replace('./src/', './dist/').replace(/\.ts$/, '.js')
}

type Door = { source: string; default?: string }

function doorsOf(tree: Tree): Record<string, Door> {
  return (JSON.parse(fileAt(tree, 'package.json').text) as { imports: Record<string, Door> }).imports
}

export const importRules: readonly Rule[] = [downwards, throughDoors, doorForEveryRoom]
