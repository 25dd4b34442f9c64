import { type Rule, type Tree } from './tree.ts'

type Migration = { path: string; room: string; number: number; text: string }

const rooms: Rule = {
  says: 'the migrations of a room are numbered without a gap, and the first opens the room',
  check: (tree) =>
    byRoom(tree).flatMap((migrations) => [
      ...migrations
        .filter(({ number }, at) => number !== at + 1)
        .map(({ path, number }) => `${path} is number ${number} and leaves a gap`),
      ...migrations
        .slice(0, 1)
        .filter(isClosed)
        .map(({ path, room }) => `${path} does not open the room ${room}`),
    ]),
  plants: [
    {
      files: [{ path: 'src/business/tax/0001-tax.sql', text: 'create table tax.t (a int);' }],
      finds: 'src/business/tax/0001-tax.sql does not open the room tax',
    },
    {
      files: [{ path: 'src/business/tax/0003-tax.sql', text: "select store.open_room('tax');" }],
      finds: 'src/business/tax/0003-tax.sql is number 3 and leaves a gap',
    },
  ],
}

/** The store is where rooms come from; it opens its own by hand. */
function isClosed({ room, text }: Migration): boolean {
  return room !== 'store' && !statements(text).startsWith(`select store.open_room('${room}');`)
}

const tables: Rule = {
  says: 'every table stands in its own room, belongs to a company and is protected',
  check: (tree) =>
    byRoom(tree)
      .filter(([first]) => first?.room !== 'store')
      .flatMap((migrations) => {
        const all = statements(migrations.map(({ text }) => text).join('\n'))
        return [...all.matchAll(/create table (?:if not exists )?([\w.]+) \(([\s\S]*?)\n?\);/g)].flatMap(
          ([, table = '', columns = '']) => faults(migrations[0]?.room ?? '', table, columns, all),
        )
      }),
  plants: [
    plantedTable('create table tax.t (company_id text not null, primary key (company_id));', 'tax.t is not protected'),
    plantedTable(
      "create table tax.t (a int);\nselect store.protect('tax.t');",
      'tax.t does not say whose rows it holds',
    ),
    plantedTable('create table ledger.t (company_id text not null);', 'ledger.t is made by the room tax'),
  ],
}

/** Tables of the whole installation: who may enter, and which nodes are alive. */
const ofNoCompany = new Set<string>([
  'access.tokens',
  'access.sessions',
  'access.sign_in_links',
  'engine.nodes',
  'engine.turns',
])

function faults(room: string, table: string, columns: string, all: string): string[] {
  if (!table.startsWith(`${room}.`)) return [`${table} is made by the room ${room}`]
  if (ofNoCompany.has(table)) return []
  if (!/\bcompany_id text (not null|primary key)\b/.test(columns)) return [`${table} does not say whose rows it holds`]
  return new RegExp(`store\\.protect(_append_only)?\\('${table}'`).test(all) ? [] : [`${table} is not protected`]
}

function plantedTable(sql: string, finds: string) {
  return { files: [{ path: 'src/business/tax/0001-tax.sql', text: `select store.open_room('tax');\n${sql}\n` }], finds }
}

const forwardOnly: Rule = {
  says: 'no migration depends on a sequence, a lock by number or a notice, or throws rows away',
  check: (tree) =>
    byRoom(tree)
      .flat()
      .flatMap(({ path, text }) =>
        [
          ...statements(text).matchAll(
            /\b(pg_advisory\w*|bigserial|serial|nextval|create sequence|notify|drop table|truncate table)\b/g,
          ),
        ].map(([word]) => `${path} uses ${word}`),
      ),
  plants: [
    {
      files: [{ path: 'src/business/tax/0001-tax.sql', text: 'create table tax.t (n bigserial);' }],
      finds: 'src/business/tax/0001-tax.sql uses bigserial',
    },
  ],
}

function byRoom(tree: Tree): Migration[][] {
  const found = tree
    .flatMap(({ path, text }) => {
      const [, folder = '', number] = /^src\/(?:base|business)\/([\w-]+)\/(\d{4})-[a-z-]+\.sql$/.exec(path) ?? []
      return number === undefined ? [] : [{ path, room: folder, number: Number(number), text }]
    })
    .sort((a, b) => a.number - b.number)
  return [...new Set(found.map(({ room }) => room))].map((name) => found.filter(({ room }) => room === name))
}

/** SQL without its comments. */
function statements(text: string): string {
  return text.replace(/--.*$/gm, '').trim()
}

export const tableRules: readonly Rule[] = [rooms, tables, forwardOnly]
